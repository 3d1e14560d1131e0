package app

import (
	"slices"
	"testing"
)

// Changes of templates of everybody and of prohibited words are recorded and taken back, once, and
// only where nothing newer stands on them.
func TestChangesOfChatsAreTakenBack(t *testing.T) {
	r := start(t, t.TempDir())
	var one struct {
		ID      string
		Version int
	}
	if st := r.api("POST", "/chat/templates", `{"name":"인사","body":"안녕하세요"}`, &one); st != 201 {
		t.Fatal(st)
	}
	if st := r.api("PUT", "/chat/templates/"+one.ID, `{"name":"인사","body":"반갑습니다","version":1}`, nil); st != 200 {
		t.Fatal(st)
	}
	texts := func() (list []string) {
		var all []struct{ Body string }
		if st := r.api("GET", "/chat/templates", "", &all); st != 200 {
			t.Fatal(st)
		}
		for _, v := range all {
			list = append(list, v.Body)
		}
		return list
	}
	undo := func(want int, target string, which int) {
		t.Helper()
		if st := r.api("POST", "/changes/"+r.changes(target)[which].ID+"/undo", "", nil); st != want {
			t.Errorf("undo of change %d of %s: %d, want %d", which, target, st, want)
		}
	}
	template := "chat-template:" + one.ID
	if list := r.changes(template); len(list) != 2 || list[0].NoUndo != "" || list[1].NoUndo != "later" || list[0].Edits[0].Kind != "chat-templates" {
		t.Fatalf("the changes are %+v", list)
	}
	undo(409, template, 1)
	undo(204, template, 0)
	if got := texts(); !slices.Equal(got, []string{"안녕하세요"}) {
		t.Errorf("taken back: %q", got)
	}
	undo(409, template, 1) // once
	if st := r.api("DELETE", "/chat/templates/"+one.ID, "", nil); st != 204 {
		t.Fatal(st)
	}
	undo(204, template, 0)
	if got := texts(); !slices.Equal(got, []string{"안녕하세요"}) {
		t.Errorf("the deletion taken back: %q", got)
	}

	words := func() (list []string) {
		var all []struct{ Word, Effect, Instead string }
		if st := r.api("GET", "/chat/words", "", &all); st != 200 {
			t.Fatal(st)
		}
		for _, v := range all {
			list = append(list, v.Word+" "+v.Effect+" "+v.Instead)
		}
		return list
	}
	for _, body := range []string{`{"word":"경쟁사","effect":"mask","instead":"타사"}`, `{"word":"경쟁사","effect":"refuse"}`} {
		if st := r.api("PUT", "/chat/words", body, nil); st != 200 {
			t.Fatal(st)
		}
	}
	undo(204, "chat-word:경쟁사", 0)
	if got := words(); !slices.Equal(got, []string{"경쟁사 mask 타사"}) {
		t.Errorf("taken back: %q", got)
	}
	undo(204, "chat-word:경쟁사", 2)
	if got := words(); len(got) != 0 {
		t.Errorf("what was added is there: %q", got)
	}
}
