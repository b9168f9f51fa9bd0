package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"

	"memebench/labels"
)

// specialFile is a post-processor in tokenizer.json: the fields of all kinds.
type specialFile struct {
	Type       string            `json:"type"`
	Processors []json.RawMessage `json:"processors"` // Sequence
	Single     []struct {
		SpecialToken *struct {
			ID string `json:"id"`
		} `json:"SpecialToken"`
		Sequence *struct{} `json:"Sequence"`
	} `json:"single"` // TemplateProcessing
	SpecialTokens map[string]struct {
		IDs []int64 `json:"ids"`
	} `json:"special_tokens"`
	Sep []any `json:"sep"` // BertProcessing, RobertaProcessing: token and id
	Cls []any `json:"cls"`
}

// special are the tokens around a text.
type special struct{ before, after []int64 }

func (f *specialFile) read(depth int) (s special, err error) {
	switch f.Type {
	case "TemplateProcessing":
		return f.template()
	case "BertProcessing", "RobertaProcessing":
		if s.before, err = ofPair(f.Cls); err == nil {
			s.after, err = ofPair(f.Sep)
		}
		return s, err
	case "ByteLevel": // which is about offsets
		return s, nil
	case "Sequence":
		if depth == maxDepth || len(f.Processors) > 100 {
			return s, errors.New("the post_processor has too many parts")
		}
		for _, raw := range f.Processors {
			var part specialFile
			if err := json.Unmarshal(raw, &part); err != nil {
				return s, errNoTokenizer
			}
			more, err := part.read(depth + 1)
			if err != nil {
				return s, err
			}
			s.before, s.after = append(more.before, s.before...), append(s.after, more.after...)
		}
		return s, nil
	}
	return s, fmt.Errorf("the post_processor %s is not read here", labels.Quoted(f.Type))
}

func ofPair(pair []any) ([]int64, error) {
	if len(pair) == 2 {
		if id, ok := pair[1].(float64); ok && id >= 0 && id < maxVocabulary && id == float64(int64(id)) {
			return []int64{int64(id)}, nil
		}
	}
	return nil, errors.New("post_processor: sep and cls want a token and its id")
}

func (f *specialFile) template() (s special, err error) {
	to, texts := &s.before, 0
	for _, item := range f.Single {
		switch {
		case item.Sequence != nil:
			to = &s.after
			texts++
		case item.SpecialToken != nil:
			ids := f.SpecialTokens[item.SpecialToken.ID].IDs
			if len(ids) == 0 || len(ids) > 10 {
				return s, fmt.Errorf("post_processor: special token %s has %d ids", labels.Quoted(item.SpecialToken.ID), len(ids))
			}
			for _, id := range ids {
				if err := checkID(item.SpecialToken.ID, id); err != nil {
					return s, err
				}
			}
			*to = append(*to, ids...)
		}
	}
	if texts != 1 {
		return s, fmt.Errorf("post_processor: the template has %d places for a text: want 1", texts)
	}
	return s, nil
}
