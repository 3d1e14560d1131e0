package desk

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/callfloor/callfloor/fault"
)

// Of two records of one person one stays, with what only the other says; neither of
// the two that went in is changed by it.
func TestMerged(t *testing.T) {
	a := Customer{ID: "a", Name: "김하나", Phones: []Phone{{"+8210", "휴대폰"}}, Memo: "A", Fields: map[string]string{"등급": "VIP"}, Blacklist: &Blacklist{Effect: Refuse}}
	b := Customer{ID: "b", Name: "김 하나", Phones: []Phone{{"+8210", "집"}, {"+8211", ""}}, Email: "b@example.com", BirthDate: "1990-05-17", Claim: "C", Memo: "B",
		Fields: map[string]string{"등급": "일반", "색": "파랑"}, Blacklist: &Blacklist{Effect: Message}}
	want := Customer{ID: "a", Name: "김하나", Phones: []Phone{{"+8210", "휴대폰"}, {"+8211", ""}}, Email: "b@example.com", BirthDate: "1990-05-17", Claim: "C", Memo: "A\nB",
		Fields: map[string]string{"등급": "VIP", "색": "파랑"}, Blacklist: a.Blacklist}
	got, err := Merged(a, b)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v %v", got, err)
	}
	if len(a.Phones) != 1 || len(a.Fields) != 1 || len(b.Fields) != 2 {
		t.Errorf("the records that went in are changed: %+v %+v", a, b)
	}
	if got, _ := Merged(b, a); got.Blacklist != a.Blacklist || got.Memo != "B\nA" || got.Fields["등급"] != "일반" {
		t.Errorf("the other way round: %+v", got)
	}
	if got, _ := Merged(a, Customer{Memo: "A"}); got.Memo != "A" {
		t.Errorf("the same memo twice: %q", got.Memo)
	}
	for i := range MostPhones {
		b.Phones = append(b.Phones, Phone{Number: fmt.Sprint("+8212", i)})
	}
	if _, err := Merged(a, b); !fault.Is(err, fault.Conflict) {
		t.Errorf("too many numbers: %v", err)
	}
	for i := range MostFields {
		b.Fields[fmt.Sprint(i)] = "x"
	}
	b.Phones = nil
	if got, _ := Merged(a, b); len(got.Fields) != MostFields || got.Fields["등급"] != "VIP" {
		t.Errorf("%d fields", len(got.Fields))
	}
}
