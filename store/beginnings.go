package store

import (
	"strings"
	"unicode/utf8"
)

// bytewise is a column whose texts are compared by their bytes, as its index has them:
// the same in both databases, whatever the locale.
func bytewise(column string, postgres bool) string {
	if postgres {
		return column + ` COLLATE "C"`
	}
	return column
}

// matches is the condition that a column holds one of some texts; one with * at its
// end stands for what begins so. Each is a comparison that walks an index, and minds
// the case of letters. It is "" where everything matches.
func (q *query) matches(column string, postgres bool, texts ...string) string {
	column = bytewise(column, postgres)
	var conds, same []string
	for _, text := range texts {
		begin, many := strings.CutSuffix(text, "*")
		switch end := beyond(begin); {
		case !many:
			same = append(same, q.arg(text))
		case begin == "":
			return ""
		case end == "":
			conds = append(conds, column+` >= `+q.arg(begin))
		default:
			conds = append(conds, `(`+column+` >= `+q.arg(begin)+` AND `+column+` < `+q.arg(end)+`)`)
		}
	}
	if len(same) > 0 {
		conds = append(conds, column+` IN (`+strings.Join(same, `, `)+`)`)
	}
	if len(conds) == 1 {
		return conds[0]
	}
	return `(` + strings.Join(conds, ` OR `) + `)`
}

// beyond is the first text after all that begin with another, in the order of bytes,
// which is that of code points too; "" where there is none.
func beyond(begin string) string {
	for begin != "" {
		r, n := utf8.DecodeLastRuneInString(begin)
		begin = begin[:len(begin)-n]
		switch {
		case r == utf8.MaxRune:
			continue
		case r == 0xd7ff: // what follows are halves of pairs, which no text holds
			r = 0xe000
		default:
			r++
		}
		return begin + string(r)
	}
	return ""
}
