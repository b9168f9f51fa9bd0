package eval

import (
	"encoding/json"
	"testing"
)

// An epoch without validation rows has no figures of them, also where versions from before have 0.
func TestEpochWithoutVal(t *testing.T) {
	none := Epoch{Epoch: 1, TrainLoss: 1.5, ValLoss: undefined, ValMacroF1: undefined}
	written, err := json.Marshal(none)
	if want := `{"epoch":1,"train_loss":1.5,"val_loss":null,"val_macro_f1":null,"seconds":0}`; err != nil || string(written) != want {
		t.Errorf("%s, %v, want %s", written, err, want)
	}
	for text, onVal := range map[string]bool{
		string(written): false,
		`{"epoch": 1, "train_loss": 1.5, "val_loss": 0, "val_macro_f1": 0}`:   false,
		`{"epoch": 1, "train_loss": 1.5, "val_loss": 1.2, "val_macro_f1": 0}`: true,
		`{"epoch": 1, "train_loss": 1.5, "val_loss": 0, "val_macro_f1": 1}`:   true,
	} {
		var e Epoch
		if err := json.Unmarshal([]byte(text), &e); err != nil || e.OnVal() != onVal || e.TrainLoss != 1.5 {
			t.Errorf("%s: %+v, %v", text, e, err)
		}
	}
}
