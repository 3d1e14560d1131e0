package shown

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The page says in both languages what was done, and what messages say is text on it.
func TestPage(t *testing.T) {
	report := Report{Taken: 2, Doubles: 1, Messages: []Delivered{{ID: "M-1", To: "01012345678", Text: "<script>alert(1)</script>", Title: "제목", State: "COMPLETED", Code: "1000", At: time.Date(2026, 11, 20, 1, 2, 3, 0, time.UTC), Times: 2}}}
	for lang, want := range map[string]string{"ko-KR,ko": "아무에게도 보내지 않습니다", "en-GB,en": "Nothing is sent to anybody"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", lang)
		w := httptest.NewRecorder()
		Page(w, r, "SMPP 3.4", true, report)
		body := w.Body.String()
		if !strings.Contains(body, want) || strings.Contains(body, "<script>") || !strings.Contains(body, "11-20 10:02:03") || !strings.Contains(body, `class="n bad">2<`) || !strings.Contains(body, `name="text"`) {
			t.Errorf("%s: %s", lang, body)
		}
	}
	for key := range words["ko"] {
		if words["en"][key] == "" || words["ko"][key] == "" {
			t.Errorf("%s is not in both languages", key)
		}
	}
	if len(words["en"]) != len(words["ko"]) {
		t.Error("the languages have other words")
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	Page(w, r, "x", false, Report{})
	if !strings.Contains(w.Body.String(), "No message was taken yet.") || strings.Contains(w.Body.String(), "<form") {
		t.Errorf("%s", w.Body)
	}
	w = httptest.NewRecorder()
	JSON(w, report)
	var back Report
	if err := json.Unmarshal(w.Body.Bytes(), &back); err != nil || back.Doubles != 1 || back.Messages[0].Text != report.Messages[0].Text {
		t.Errorf("%s %v", w.Body, err)
	}
	for q, want := range map[string]int{"": MostShown, "?most=5": 5, "?most=x": MostShown, "?most=1000000": mostTold} {
		if got := Most(httptest.NewRequest(http.MethodGet, "/simulated"+q, nil)); got != want {
			t.Errorf("%s: %d", q, got)
		}
	}
	if Masked("01012345678") != "010-****-5678" || Masked("010") != "****" {
		t.Error("numbers are shown otherwise")
	}
}
