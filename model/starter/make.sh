#!/bin/sh
# Makes the starter head anew, with the program's own commands:
#
#   make.sh PROGRAM TRAIN.csv DEV.csv FOLDER
#
# PROGRAM is memebench; TRAIN.csv and DEV.csv are the training and development
# sentences of SST-5 with the columns text and label (0 to 4), as
# github.com/prrao87/fine-grained-sentiment has them; in FOLDER, which must not be
# there yet, appear the workspaces, the bundle in starter/ and the report in
# report.txt.
set -eu
program=$(realpath "$1") train=$(realpath "$2") dev=$(realpath "$3")
mkdir "$4"
cd "$4"
XDG_DATA_HOME=$PWD/data # where the starter workspace is made
export XDG_DATA_HOME
unset MEMEBENCH_WORKSPACE

# First the sentences: nine in ten to learn from, one in ten to stop on.
"$program" import -w sentences --format csv --csv "$train" --caption text --level label --scale 0-4 \
	--dataset sst5-train --annotator sst5 --split trainval
"$program" train -w sentences --seed 1 --threads 2
"$program" models export v1 -w sentences --out sentences-head --name sentences

# Then, from there, the starter set: 120 labelled memes of train, 40 of val to stop
# on. The 40 of test are only judged by. Every tenth sentence is repeated beside them, so
# that the others are not forgotten.
"$program" models import sentences-head
awk 'NR == 1 || NR % 10 == 0' "$train" >tenth.csv
"$program" import --format csv --csv tenth.csv --caption text --level label --scale 0-4 \
	--dataset sst5-tenth --annotator sst5 --split train
"$program" train --warm --seed 1 --threads 2 --promote
"$program" models export latest --out starter --name starter \
	--licence 'SST-5, training sentences: Socher et al., EMNLP 2013, from movie reviews by Pang and Lee, ACL 2005; the authors state no licence; taken from prrao87/fine-grained-sentiment (MIT)' \
	--licence 'memebench starter set, train split: MIT, as memebench'

"$program" import -w dev --format csv --csv "$dev" --caption text --level label --scale 0-4 --annotator sst5 --split test
"$program" models import starter -w dev
{
	echo 'The starter head on the test split of the starter set:'
	echo
	"$program" eval --version latest --split test
	echo
	echo 'The starter head on the development sentences of SST-5, by captions alone:'
	echo
	"$program" eval -w dev --split test
} >report.txt
