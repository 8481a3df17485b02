package sqlstore

import "strings"

// literal takes the meaning from what means something in a LIKE pattern with ESCAPE '\'.
var literal = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// containing is the pattern of all texts that contain this one.
func containing(text string) string { return "%" + literal.Replace(text) + "%" }
