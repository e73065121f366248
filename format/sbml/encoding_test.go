package sbml

import (
	"strings"
	"testing"
)

// Files come in the encodings that XML declares, and with the byte order mark that some editors put in front of UTF-8.
func TestEncodings(t *testing.T) {
	plain := document(3, 1, levelThree)
	for name, text := range map[string]string{
		"mark":       "\ufeff" + plain,
		"latin":      `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n<!-- caf\xe9 -->" + strings.TrimPrefix(plain, `<?xml version="1.0" encoding="UTF-8"?>`),
		"mark alone": "\ufeff",
	} {
		doc, err := Read("f.xml", []byte(text))
		if name == "mark alone" {
			if err == nil || !strings.Contains(err.Error(), "no XML element") {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || len(doc.Model.Species()) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read("f.xml", []byte("\ufeff\ufeff"+plain)); err == nil {
		t.Error("two byte order marks are read")
	}
}
