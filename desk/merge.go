package desk

import (
	"maps"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/fault"
)

// Merged is what becomes of a where it and b are two records of one person: a, with
// what only b says. Of two memos both stay, of two blacklistings the stronger. It
// fails with conflict where together they have more numbers than a customer may, and
// with ErrHeldMerge where b, of which some goes, is under a legal hold.
func Merged(a, b Customer) (Customer, error) {
	if b.Hold != nil {
		return a, ErrHeldMerge
	}
	has := map[string]bool{}
	for _, p := range a.Phones {
		has[p.Number] = true
	}
	for _, p := range b.Phones {
		if !has[p.Number] {
			a.Phones = append(a.Phones[:len(a.Phones):len(a.Phones)], p)
		}
	}
	if n := len(a.Phones); n > MostPhones {
		return a, fault.New(fault.Conflict, "together they have %d numbers and %d are the most: remove some first", n, MostPhones)
	}
	if a.Email == "" {
		a.Email = b.Email
	}
	if a.BirthDate == "" {
		a.BirthDate = b.BirthDate
	}
	a.Claim, a.Memo = bothTexts(a.Claim, b.Claim), bothTexts(a.Memo, b.Memo)
	a.Fields = bothFields(a.Fields, b.Fields)
	if b.Blacklist != nil && (a.Blacklist == nil || Stronger(b.Blacklist.Effect, a.Blacklist.Effect)) {
		a.Blacklist = b.Blacklist
	}
	return a, nil
}

// bothFields has the fields of both; of two values that of own. Where they are too
// many, some of other are left out.
func bothFields(own, other map[string]string) map[string]string {
	fields := map[string]string{}
	maps.Copy(fields, other)
	maps.Copy(fields, own)
	for _, k := range slices.Backward(slices.Sorted(maps.Keys(fields))) { // the same in the preview and in the merge
		if _, kept := own[k]; !kept && len(fields) > MostFields {
			delete(fields, k)
		}
	}
	return fields
}

func bothTexts(a, b string) string {
	if b == "" || a == b {
		return a
	}
	return strings.TrimPrefix(a+"\n"+b, "\n")
}
