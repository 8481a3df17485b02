package store

// TextLimit bounds a text that comes from outside. No limit of bytes is below [unicode/utf8.UTFMax] times Max, unless
// Max is 0; so a text within Max is within Bytes.
type TextLimit struct {
	Min, Max int // code points; 0: bounded by Bytes alone
	Bytes    int
}

// Limits is the one table of what input may measure. Validators, forms and tests read it; nothing assigns to it.
var Limits = struct {
	Name      TextLimit // of an organization, a key, a member, a resource
	Email     TextLimit
	OutsideID TextLimit // a resource's id in the product: printable ASCII without space
	Slug      TextLimit // an organization's short name in addresses
	Password  TextLimit // measured after NFC
	// Permission is one's own length, and that of kinds and actions: small ASCII letters, digits and . _ -
	Permission TextLimit
	Note       TextLimit // what something is for; can have several lines
	Purpose    TextLimit // what a key is for; one line
	LabelName  TextLimit // small ASCII letters, digits and . _ -
	LabelValue TextLimit
	Reason     TextLimit // why a key is deactivated
}{
	Name:      TextLimit{Min: 1, Max: 100, Bytes: 400},
	Email:     TextLimit{Bytes: 254}, // RFC 5321 §4.5.3.1.3, less the angle brackets
	OutsideID: TextLimit{Min: 1, Bytes: 200},
	Slug:      TextLimit{Min: 2, Max: 40, Bytes: 160},
	Password:  TextLimit{Min: 15, Max: 256, Bytes: 1024},

	Permission: TextLimit{Min: 1, Max: 64, Bytes: 256},
	Note:       TextLimit{Max: 2000, Bytes: 8000},
	Purpose:    TextLimit{Max: 200, Bytes: 800},
	LabelName:  TextLimit{Min: 1, Bytes: 32},
	LabelValue: TextLimit{Min: 1, Max: 64, Bytes: 256},
	Reason:     TextLimit{Max: 200, Bytes: 800},
}

// PageSizes are the numbers of rows that a page of a table can have; the first is the usual one.
var PageSizes = [...]int{25, 50, 100}

// Limits that aren't of a text, in bytes where nothing else is said.
const (
	MaxExpiryYears = 10  // how far ahead a key may expire
	MaxSearch      = 200 // code points; a longer search is cut there
	MaxCursor      = 1024
	MaxURL         = 8 << 10
	MaxHeaders     = 32 << 10
	MaxBody        = 64 << 10
	MaxFields      = 100  // of a form
	MaxBulk        = 1000 // keys that one plan deletes
)
