package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdp "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// downloads lets the tab keep files, and returns where.
func (p *tab) downloads() string {
	p.t.Helper()
	dir := p.t.TempDir()
	at, err := chromedp.Call(p.ctx, target.GetTargetInfo, target.GetTargetInfoParams{})
	if err == nil {
		_, err = chromedp.Call(p.ctx, cdp.SetDownloadBehavior, cdp.SetDownloadBehaviorParams{Behavior: "allow", BrowserContextID: at.TargetInfo.BrowserContextID, DownloadPath: dir})
	}
	if err != nil {
		p.t.Fatalf("downloads: %v", err)
	}
	return dir
}

// kept waits for a file that the tab keeps, and returns what is in it.
func (p *tab) kept(pattern string) string {
	p.t.Helper()
	var text string
	until(p.t, "a file "+pattern, func() bool {
		found, _ := filepath.Glob(pattern)
		if len(found) != 1 {
			return false
		}
		data, err := os.ReadFile(found[0])
		text = string(data)
		return err == nil && text != ""
	})
	return text
}

// found waits until the list of customers has just these: two of one name stand in
// the order of their ids.
func (p *tab) found(names ...string) {
	p.t.Helper()
	p.holds(fmt.Sprintf(`[...document.querySelectorAll(".list-pane .line b")].map((b) => b.textContent).sort().join() === %q`, strings.Join(names, ",")))
}

// customer adds a person and returns its id.
func (r *rig) customer(body string) string {
	r.t.Helper()
	var c desk.Customer
	r.ask("POST", "/customers", body, &c)
	return c.ID
}

// A manager finds the double of a customer, looks at what a merge would make, merges
// the two and exports what is found; an administrator then deletes the person. What the
// pages say is what the database holds (P-01, P-04, P-05).
func TestCustomersAreMergedExportedAndDeleted(t *testing.T) {
	r := start(t, t.TempDir())
	one := r.customer(`{"name":"박민정","phones":[{"number":"010-1234-5678","label":"휴대폰"}],"fields":{"등급":"골드"}}`)
	double := r.customer(`{"name":"박 민정","phones":[{"number":"+82 10 1234 5678"},{"number":"02-2345-7730"}],"memo":"세금계산서 발행"}`)
	other := r.customer(`{"name":"최남남","phones":[{"number":"010-5555-6666"}]}`)
	now := time.Now().Truncate(time.Second)
	if err := r.db.AddConsultations(t.Context(), []desk.Consultation{
		{ID: "n1", Call: "c1", Ticket: desk.TicketName(now.Format("2006-01-02"), 1), Agent: "kim", Service: "orders", Channel: desk.In, Customer: double, Number: "+82223457730", Text: "출고 지연 문의", Saved: now},
		{ID: "n2", Call: "c2", Ticket: desk.TicketName(now.Format("2006-01-02"), 2), Agent: "kim", Service: "orders", Channel: desk.In, Customer: other, Number: "+821055556666", Text: "환불 문의", Saved: now},
	}, "t"); err != nil {
		t.Fatal(err)
	}
	var booked desk.Reservation
	r.ask("POST", "/reservations", `{"customer":"`+double+`","memo":"재입고 안내","agent":"kim","due_at":"`+now.Add(time.Hour).UTC().Format(time.RFC3339)+`"}`, &booked)
	r.ask("POST", "/users", `{"login":"lead","name":"박팀장","role":"manager","permissions":["report"],"password":"`+goodPassword+`"}`, nil)
	r.ask("POST", "/users", `{"login":"boss","name":"한관리","role":"administrator","password":"`+goodPassword+`"}`, nil)
	r.ask("POST", "/teams", `{"id":"one","name":{"ko":"1팀"},"manager":"lead"}`, nil)
	r.ask("PUT", "/agents/kim", `{"name":"김하나","extension":"1001","team":"one","services":{"orders":{"level":1}}}`, nil)

	b := browser(t)
	p := visitor(t, b, "http://"+r.httpAddr)
	files := p.downloads()
	p.open("/admin#/customers") // and back here after the log-in
	p.logIn("lead", goodPassword)
	p.found("박 민정", "박민정", "최남남")
	for _, q := range []string{"5678", "010.1234.5678", "ㅂㅁㅈ", "박민"} {
		p.fill(map[string]string{"find": q})
		p.found("박 민정", "박민정")
	}
	p.in(".list-pane .seg button", "상담 기록")
	p.fill(map[string]string{"find": "출고"})
	p.holds(`document.querySelectorAll(".two-lines").length === 1`)
	p.in(".two-lines", "출고 지연 문의")
	p.reads(".det-head", "박 민정")
	p.reads(".note-open", "출고 지연 문의")
	p.in(".list-pane .seg button", "고객")
	p.fill(map[string]string{"find": "박민정"})
	p.found("박 민정", "박민정")
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`location.hash = "#/customers/%s"`, one)))
	p.reads(".facts", "골드")
	p.reads(".facts", "010-****-5678")
	if text := p.text("body"); strings.Contains(text, "1234-5678") || strings.Contains(text, "12345678") {
		t.Errorf("a number is not masked:\n%s", text)
	}
	if text := p.text(".det-head"); strings.Contains(text, "삭제") {
		t.Errorf("a manager can delete: %s", text)
	}

	// The merge: tried first, then done.
	p.in(".det-head button", "합치기")
	p.in(".picks button", "박 민정")
	p.reads(".merge-table", "02-****-7730")
	p.reads(".merge-table", "세금계산서 발행")
	var still desk.Customer
	r.ask("GET", "/customers/"+double, "", &still)
	p.fill(map[string]string{"m-reason": "같은 사람"})
	p.in("dialog button", "두 기록 합치기")
	p.reads(".said", "합쳤습니다")
	p.found("박민정")
	p.reads(".facts", "02-****-7730")
	p.reads(".notes", "출고 지연 문의")
	p.reads(".tbl.fixed", "재입고 안내")
	p.reads(".memo-list", "같은 사람")
	c, err := r.db.Customer(t.Context(), one)
	if err != nil || len(c.Phones) != 2 || c.Memo != "세금계산서 발행" || c.Fields["등급"] != "골드" {
		t.Errorf("after the merge: %+v %v", c, err)
	}
	if _, err := r.db.Customer(t.Context(), double); !fault.Is(err, fault.NotFound) {
		t.Errorf("the double is there still: %v", err)
	}
	note, err := r.db.Consultation(t.Context(), "n1")
	if err != nil || note.Customer != one {
		t.Errorf("the note is of %q: %v", note.Customer, err)
	}
	if moved, err := r.db.Reservation(t.Context(), booked.ID); err != nil || moved.Customer != one {
		t.Errorf("the reservation: %+v %v", moved, err)
	}

	// The export: what was found, masked, for a reason.
	p.in(".list-pane button", "내보내기")
	p.fill(map[string]string{"e-reason": "월간 점검"})
	p.in("dialog .seg button", "CSV")
	p.do(chromedp.Click(chromedp.CSS("dialog a[download]"), chromedp.NodeVisible))
	text := p.kept(filepath.Join(files, "customers-*.csv"))
	if !strings.Contains(text, "박민정") || !strings.Contains(text, "010-****-5678, 02-****-7730") || strings.Contains(text, "최남남") || strings.Contains(text, "1234") {
		t.Errorf("the file has\n%s", text)
	}

	// The deletion: by an administrator, for a reason, from every table.
	boss := visitor(t, b, "http://"+r.httpAddr)
	boss.open("/login?next=%2Fadmin%23%2Fcustomers%2F" + one)
	boss.logIn("boss", goodPassword)
	boss.reads(".facts", "골드")
	boss.in(".det-head button", "삭제")
	boss.reads("dialog", "되돌릴 수 없습니다")
	boss.fill(map[string]string{"d-reason": "본인 요청"})
	boss.in("dialog button", "삭제합니다")
	boss.reads(".said", "상담 1건, 예약 1건")
	boss.found("최남남")
	if _, err := r.db.Customer(t.Context(), one); !fault.Is(err, fault.NotFound) {
		t.Errorf("the person is there still: %v", err)
	}
	if note, err = r.db.Consultation(t.Context(), "n1"); err != nil || note.Customer != "" || note.Number != "" || note.Text != "" {
		t.Errorf("the note says %+v %v", note, err)
	}
	if gone, err := r.db.Reservation(t.Context(), booked.ID); err != nil || gone.State != desk.Cancelled || gone.Name+gone.Number+gone.Memo != "" {
		t.Errorf("the reservation says %+v %v", gone, err)
	}
	if note, err = r.db.Consultation(t.Context(), "n2"); err != nil || note.Text != "환불 문의" {
		t.Errorf("somebody else's note says %+v %v", note, err)
	}
	for action, detail := range map[string]string{"customers_merged": "from customer:" + double + ": 같은 사람", "customers_exported": "csv by name: 월간 점검", "customer_deleted": "본인 요청"} {
		var log []struct{ Actor, Detail string }
		if r.ask("GET", "/access-log?action="+action, "", &log); len(log) != 1 || log[0].Detail != detail {
			t.Errorf("the access log has of %s %+v", action, log)
		}
	}
	p.do(chromedp.Navigate(p.base + "/admin?lang=en#/customers/" + one))
	p.reads("main", "It was deleted, or merged into another record.")
}
