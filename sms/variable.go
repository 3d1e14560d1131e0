package sms

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A variable stands in a text as {이름}: one brace, a name of letters, digits and _, one
// brace. Its name is replaced by a value and nothing else happens (W-17): {{.}}, {0:d} or
// {a.b} come out as they are written.
const (
	longestVariable = 20 // characters of a name
	MostValue       = 200
)

// Variables returns the names of the variables in a text, each once, in their order.
func Variables(text string) (names []string) {
	walk(text, func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}, func(string) {})
	return names
}

// Fill replaces the variables of a text. What a value says is not looked at again. missing
// are the names without a value, each once: the text is of no use then.
func Fill(text string, values map[string]string) (filled string, missing []string) {
	var out strings.Builder
	walk(text, func(name string) {
		v, ok := values[name]
		if !ok && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
		out.WriteString(v)
	}, func(plain string) { out.WriteString(plain) })
	return out.String(), missing
}

// walk tells the variables of a text and what stands between them.
func walk(text string, variable, plain func(string)) {
	for text != "" {
		at := strings.IndexByte(text, '{')
		if at < 0 {
			plain(text)
			return
		}
		open := at
		for open < len(text) && text[open] == '{' {
			open++
		}
		name, rest := nameAt(text[open:])
		if open-at > 1 || name == "" || strings.HasPrefix(rest, "}") {
			plain(text[:open])
			text = text[open:]
			continue
		}
		plain(text[:at])
		variable(name)
		text = rest
	}
}

// nameAt reads name} at the beginning of a text.
func nameAt(text string) (name, rest string) {
	end := strings.IndexByte(text, '}')
	if end <= 0 || !IsVariable(text[:end]) {
		return "", ""
	}
	return text[:end], text[end+1:]
}

// IsVariable reports whether a variable may be named so.
func IsVariable(name string) bool {
	return name != "" && utf8.RuneCountInString(name) <= longestVariable && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// value puts what stands for a variable into the form that is kept: one line in NFC.
func value(v string) string { return strings.TrimSpace(Normal(v)) }
