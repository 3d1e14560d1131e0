package sms

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// Texts are counted in EUC-KR after NFC: Hangul 2, ASCII 1, CRLF 2 and LF 1; what has no code
// is named with its place, and what is in the extension of code page 949 is doubtful (T26).
func TestCount(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "0 [] []",
		"가나다":                                  "6 [] []",
		"abc 12":                               "6 [] []",
		"\u1112\u1161\u11ab\u1100\u1173\u11af": "4 [] []", // 한글, decomposed as some systems paste it
		"a\r\nb":                               "4 [] []",
		"a\nb":                                 "3 [] []",
		"€™①㈜…’“☎℃㎡漢":                          "22 [] []",
		"똠방각하":                                 "8 [] [똠0]",
		"뷁펲":                                   "4 [] [뷁0 펲1]",
		"a–b—c•d©e é":                          "6 [–1 —3 •5 ©7 é10] []",
		"e\u0301":                              "0 [é0] []", // é, after NFC
		"1\u00a02\u200b":                       "2 [\u00a01 \u200b3] []",
		"ｶ😀❤ok":                                "2 [ｶ0 😀1 ❤2] []",
		"\x01\x7f\t":                           "1 [\x010 \x7f1] []",
		"\xff":                                 "0 [\ufffd0] []",
	} {
		c := CountText(text)
		list := func(l []Char) (out []string) {
			for _, v := range l {
				out = append(out, fmt.Sprint(v.Char, v.At))
			}
			return out
		}
		if got := fmt.Sprint(c.Bytes, list(c.Bad), list(c.Unsure)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// The boundaries of the sizes (T27): 90 and 91 bytes, 2,000 and 2,001, a title of 40 and 41.
func TestSizes(t *testing.T) {
	for _, tc := range []struct {
		kind        Kind
		title, body string
		want        string
	}{
		{SMS, "", strings.Repeat("가", 45), ""},
		{SMS, "", strings.Repeat("가", 45) + "a", "body too_long"},
		{SMS, "", strings.Repeat("a", 90), ""},
		{SMS, "", strings.Repeat("a", 91), "body too_long"},
		{MMS, "", strings.Repeat("가", 1000), ""},
		{MMS, "", strings.Repeat("가", 1000) + "a", "body too_long"},
		{MMS, strings.Repeat("가", 20), "a", ""},
		{MMS, strings.Repeat("가", 20) + "a", "a", "title too_long"},
		{SMS, "제목", "a", "title not_allowed"},
		{SMS, "", " \n", "body required"},
		{SMS, "", "a😀", "body bad_character"},
		{MMS, "a\nb", "a", "title bad_character"},
		{"fax", "", "a", "kind not_known"},
	} {
		var bad Problems
		bad.content(tc.kind, tc.title, tc.body, 0, "")
		got := []string{}
		for _, b := range bad {
			got = append(got, b.Field+" "+b.Code)
		}
		if strings.Join(got, ", ") != tc.want {
			t.Errorf("%s of %d bytes with title %q: %v, want %q", tc.kind, CountText(tc.body).Bytes, tc.title, got, tc.want)
		}
	}
	for images, want := range map[int]int{2: 0, 3: 1} {
		var bad Problems
		if bad.content(MMS, "", "a", images, ""); len(bad) != want {
			t.Errorf("%d images: %v", images, bad)
		}
	}
	for bytes, want := range map[int]Kind{90: SMS, 91: MMS} {
		if got := KindOf(bytes, "", 0); got != want {
			t.Errorf("%d bytes: %s", bytes, got)
		}
	}
	if KindOf(1, "제목", 0) != MMS || KindOf(1, "", 1) != MMS {
		t.Error("a title or an image makes an MMS")
	}
}

// Variables are names in braces, filled by nothing but a value; everything else that looks
// like a template comes out as it stands (W-17).
func TestVariables(t *testing.T) {
	values := map[string]string{"이름": "박민정", "a_1": "{이름}", "x": "$& {{.}}", "empty": ""}
	for text, want := range map[string]string{
		"{이름}님":                             "박민정님",
		"{이름}{이름}, {a_1}":                   "박민정박민정, {이름}", // a value is not looked at again
		"{x}":                               "$& {{.}}",
		"{{.}} {{printf \"%999999d\" 1}}":   "{{.}} {{printf \"%999999d\" 1}}",
		"{{이름}}":                            "{{이름}}",
		"{이름}}":                             "{이름}}",
		"{a.b} {0:d} {a b} { } {}":          "{a.b} {0:d} {a b} { } {}",
		"${이름} %s {":                        "$박민정 %s {",
		"{empty}.":                          ".",
		"{" + strings.Repeat("a", 21) + "}": "{" + strings.Repeat("a", 21) + "}",
	} {
		if got, missing := Fill(text, values); got != want || len(missing) > 0 {
			t.Errorf("%q: %q %v, want %q", text, got, missing, want)
		}
	}
	if got, missing := Fill("{이름} {주문} {주문} {수량}", values); got != "박민정   " || !slices.Equal(missing, []string{"주문", "수량"}) {
		t.Errorf("%q %v", got, missing)
	}
	if names := Variables("{이름} {{no}} {주문} {이름}"); !slices.Equal(names, []string{"이름", "주문"}) {
		t.Errorf("%v", names)
	}
}

// Pasted lists: 10 to 13 digits, empty places and doubles (T18, T19, T27).
func TestRecipientLists(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "0 0",
		"01012345678":                            "1 0 01012345678",
		"01012345678,":                           "1 1 01012345678",
		"01012345678,,01087654321":               "2 1 01012345678 01087654321",
		"010-1234-5678; 010.8765.4321":           "2 0 01012345678 01087654321",
		"01012345678\r\n01087654321\t0212345678": "3 1 01012345678 01087654321 0212345678",
		"01012345678 01087654321":                "2 0 01012345678 01087654321",
		"010 1234 5678":                          "1 0 01012345678",
		"０１０－１２３４－５６７８、010.1111.2222": "2 0 01012345678 01011112222",
		"+82 10-1234-5678":           "1 0 01012345678",
		"+82 (0)10-1234-5678":        "1 0 01012345678",
		"+1 (212) 555-1234":          "1 0 +12125551234",
		"010-1234-5678, 01012345678": "1 0 01012345678 !double",
		"123456789":                  "0 0 !too_short",
		"1234567890":                 "1 0 1234567890",
		"1234567890123":              "1 0 1234567890123",
		"12345678901234":             "0 0 !too_long",
		"김하나 01012345678":            "0 0 !not_a_number",
		"01012345678a, 010*2345678":  "0 0 !not_a_number !not_a_number",
		"+, -":                       "0 0 !not_a_number !not_a_number",
	} {
		l := Recipients(text)
		got := fmt.Sprint(l.Good, " ", l.Empty)
		for _, n := range l.Numbers {
			if n.Code != "" {
				got += " !" + n.Code
			} else {
				got += " " + n.Number
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	for _, tc := range []struct {
		reach  Reach
		number string
		want   bool
	}{
		{Mobiles, "01012345678", true}, {Mobiles, "0161234567", true}, {Mobiles, "01212345678", false}, {Mobiles, "0212345678", false}, {Mobiles, "05012345678", false}, {Mobiles, "+12125551234", false},
		{Domestic, "050712345678", true}, {Domestic, "+12125551234", false}, {Domestic, "00112125551234", false}, {Anywhere, "+12125551234", true}, {"", "0212345678", false},
	} {
		if got := tc.reach.Covers(tc.number); got != tc.want {
			t.Errorf("%s %s: %v", tc.reach, tc.number, got)
		}
	}
}

// A schedule is from 30 minutes to 24 hours ahead, both included, to the second (T20, T27).
func TestSchedules(t *testing.T) {
	now := time.Date(2026, 11, 20, 14, 32, 0, 400_000_000, time.UTC)
	for ahead, want := range map[time.Duration]bool{
		29*time.Minute + 59*time.Second: false, 30 * time.Minute: true, 24 * time.Hour: true, 24*time.Hour + time.Second: false, -time.Hour: false,
	} {
		var bad Problems
		bad.checkSchedule(now.Truncate(time.Second).Add(ahead), now)
		if (len(bad) == 0) != want {
			t.Errorf("+%s: %v", ahead, bad)
		}
	}
}

// The night of advertising is from 21:00 to 08:00 by the clock of the centre, also where a
// day has 23 or 25 hours.
func TestNights(t *testing.T) {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		at, until string
		zone      *time.Location
	}{
		{"2026-11-20T20:59:59", "", seoul}, {"2026-11-20T21:00:00", "2026-11-21T08:00:00", seoul}, {"2026-11-21T00:00:00", "2026-11-21T08:00:00", seoul}, {"2026-11-21T07:59:59", "2026-11-21T08:00:00", seoul}, {"2026-11-21T08:00:00", "", seoul},
		{"2026-03-28T23:00:00", "2026-03-29T08:00:00", berlin}, {"2026-03-29T03:30:00", "2026-03-29T08:00:00", berlin}, {"2026-10-24T21:00:00", "2026-10-25T08:00:00", berlin}, {"2026-10-25T02:30:00", "2026-10-25T08:00:00", berlin},
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04:05", tc.at, tc.zone)
		if err != nil {
			t.Fatal(err)
		}
		until, night := Night(at.UTC(), tc.zone)
		got := ""
		if night {
			got = until.In(tc.zone).Format("2006-01-02T15:04:05")
		}
		if got != tc.until {
			t.Errorf("%s in %s: until %q, want %q", tc.at, tc.zone, got, tc.until)
		}
	}
}

// A final state never goes back, whatever comes how often in whatever order; what was unknown
// may be told more of.
func TestStates(t *testing.T) {
	said := []Status{Accepted, Rejected, Delivered, Failed, TakenBack, NotThere, Undecided, CannotTell}
	for _, s := range States {
		for _, a := range said {
			next, moved := s.After(a, false)
			if again, told := s.After(a, true); s == Queued {
				if told != slices.Contains([]Status{Accepted, Rejected, Delivered, Failed}, a) || told && again == Queued {
					t.Errorf("it waits to go again, and becomes %s by %s", again, a)
				}
			} else if again != next || told != moved {
				t.Errorf("%s becomes %s by %s, and %s where it was handed over", s, next, a, again)
			}
			switch {
			case !moved && next != s:
				t.Errorf("%s stays and is %s", s, next)
			case moved && s.Final() && s != Closed:
				t.Errorf("%s is final and becomes %s by %s", s, next, a)
			case moved && s == Queued:
				t.Errorf("nobody was asked to send it, and it becomes %s by %s", next, a)
			case moved && next == Queued && s != Sending:
				t.Errorf("%s is sent again by %s", s, a)
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		s, ended := Sending, State("")
		for range 12 {
			next, _ := s.After(said[random.IntN(len(said))], true)
			if ended != "" && next != ended {
				t.Fatalf("%s became %s", ended, next)
			}
			if s = next; s.Final() {
				ended = s
			}
			if s == Queued {
				break
			}
		}
	}
}

// A template below a category that is not used, or cannot be edited, is neither (T6); it is
// checked like a text.
func TestTemplates(t *testing.T) {
	all := []Category{{ID: "a", Used: true, Editable: true}, {ID: "a1", Parent: "a", Used: true, Editable: true}, {ID: "b", Editable: true}, {ID: "b1", Parent: "b", Used: true, Editable: true},
		{ID: "c", Used: true}, {ID: "c1", Parent: "c", Used: true, Editable: true}}
	for category, want := range map[string]string{"a1": "true true", "b1": "false true", "c1": "true false", "gone": "false false"} {
		used, editable := Effective(Template{Category: category, Used: true, Editable: true}, all)
		if got := fmt.Sprint(used, editable); got != want {
			t.Errorf("%s: %s, want %s", category, got, want)
		}
	}
	if used, editable := Effective(Template{Category: "a1"}, all); used || editable {
		t.Error("its own flags count too")
	}
	senders := []Sender{{Number: "15880000", Usable: true}, {Number: "15889999", Why: "it is blocked"}}
	for _, tc := range []struct {
		change func(*Template)
		want   string
	}{
		{func(*Template) {}, ""},
		{func(v *Template) { v.Name = " " }, "name required"},
		{func(v *Template) { v.Body = "{이름}" }, ""},
		{func(v *Template) { v.Body = strings.Repeat("가", 45) + "{이름}" }, ""},
		{func(v *Template) { v.Body = strings.Repeat("가", 46) + "{이름}" }, "body too_long"},
		{func(v *Template) { v.Body = "" }, "body required"},
		{func(v *Template) { v.Sender = "15889999" }, "sender not_allowed"},
		{func(v *Template) { v.Sender = "01012345678" }, "sender not_known"},
		{func(v *Template) { v.Images = []string{"x"} }, "images not_allowed"},
	} {
		v := Template{Name: "지연", Kind: SMS, Body: "{이름}님, 늦습니다.", Sender: "15880000"}
		tc.change(&v)
		err := v.Clean(senders)
		var bad Problems
		errors.As(err, &bad)
		got := ""
		if len(bad) > 0 {
			got = bad[0].Field + " " + bad[0].Code
		}
		if got != tc.want || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v, want %q", v, err, tc.want)
		}
	}
	v := Template{Name: "광고", Kind: SMS, Body: "(광고)온마루\r\n할인 \n"}
	if err := v.Clean(nil); err != nil || !v.Ad || v.Body != "(광고)온마루\n할인" {
		t.Errorf("%+v %v", v, err)
	}
}

// rules are those of a centre in the tests.
func rules() Rules {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		panic(err)
	}
	return Rules{
		Now: time.Date(2026, 11, 20, 14, 0, 0, 0, seoul), Zone: seoul, Senders: []Sender{{Number: "15880000", Usable: true}}, Kinds: []Kind{SMS, MMS}, Reach: Mobiles, BulkFrom: 3,
		Adverts: Adverts{Name: "온마루", OptOut: "080-123-4567"},
	}
}

// A plan is exactly what would go: filled texts, who is left out, the kind, the time.
func TestPlan(t *testing.T) {
	r := rules()
	r.OptedOut = func(to To) bool { return to.Number == "01099999999" }
	p, err := r.Plan(Order{Sender: "15880000", Body: "{이름}님, {물건} 도착 \n", To: []To{
		{Number: "010-1234-5678", Name: "김하나", Values: map[string]string{"물건": "의자"}},
		{Number: "+82 10 8765 4321", Name: "이두리", Values: map[string]string{"물건": "책상", "이름": "이사장"}},
		{Number: "01012345678", Name: "김하나", Values: map[string]string{"물건": "의자"}}, {Number: "01099999999", Name: "박", Values: map[string]string{"물건": "x"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if p.Kind != SMS || len(p.Messages) != 2 || p.Messages[0].Body != "김하나님, 의자 도착" || p.Messages[1].Body != "이사장님, 책상 도착" || p.Messages[1].To.Number != "01087654321" || p.Messages[0].Bytes != 19 || p.Batches != 2 || p.Bulk {
		t.Errorf("%+v", p)
	}
	if len(p.Skipped) != 2 || p.Skipped[0].Code != "double" || p.Skipped[1].Code != CodeOptedOut {
		t.Errorf("%+v", p.Skipped)
	}
	for name, tc := range map[string]struct {
		change func(*Rules, *Order)
		want   string // fields and codes of what is wrong, or what the plan is
	}{
		"all is well":           {func(*Rules, *Order) {}, "sms 1"},
		"no recipient":          {func(_ *Rules, o *Order) { o.To = nil }, "recipients required"},
		"everybody refuses":     {func(r *Rules, _ *Order) { r.OptedOut = func(To) bool { return true } }, "recipients opted_out"},
		"a variable is missing": {func(_ *Rules, o *Order) { o.Body = "{이름}님 {물건}" }, "recipients[0].values.이름 missing_variable, recipients[0].values.물건 missing_variable"},
		"a long name makes MMS": {func(_ *Rules, o *Order) { o.Body, o.To[0].Name = strings.Repeat("가", 44)+"{name}", "김하나" }, "mms 1"},
		"too long when filled": {func(_ *Rules, o *Order) {
			o.Kind, o.Body, o.To[0].Name = SMS, strings.Repeat("가", 44)+"{name}", "김하나"
		}, "body too_long"},
		"91 bytes as an SMS":      {func(_ *Rules, o *Order) { o.Kind, o.Body = SMS, strings.Repeat("a", 91) }, "body too_long"},
		"91 bytes":                {func(_ *Rules, o *Order) { o.Body = strings.Repeat("a", 91) }, "mms 1"},
		"2,001 bytes":             {func(_ *Rules, o *Order) { o.Body = strings.Repeat("a", 2001) }, "body too_long"},
		"9 digits":                {func(_ *Rules, o *Order) { o.To[0].Number = "010123456" }, "recipients[0].number too_short"},
		"13 digits":               {func(_ *Rules, o *Order) { o.To[0].Number = "0101234567890" }, "sms 1"},
		"14 digits":               {func(_ *Rules, o *Order) { o.To[0].Number = "01012345678901" }, "recipients[0].number too_long"},
		"a landline":              {func(_ *Rules, o *Order) { o.To[0].Number = "0212345678" }, "recipients[0].number not_allowed"},
		"another country":         {func(r *Rules, o *Order) { r.Reach = Anywhere; o.To[0].Number = "+12125551234" }, "sms 1"},
		"a sender that is none":   {func(_ *Rules, o *Order) { o.Sender = "01000000000" }, "sender not_known"},
		"an image that is none":   {func(r *Rules, o *Order) { r.Known = func(string) bool { return false }; o.Images = []string{"x"} }, "images[0] not_known"},
		"the provider has no MMS": {func(r *Rules, o *Order) { r.Kinds = []Kind{SMS}; o.Title = "제목" }, "kind not_allowed"},
		"emoji":                   {func(_ *Rules, o *Order) { o.Body = "안녕 😀" }, "body bad_character"},
		"emoji in a name":         {func(_ *Rules, o *Order) { o.Body, o.To[0].Name = "{이름}", "😀" }, "body bad_character"},
		"a name of two lines":     {func(_ *Rules, o *Order) { o.To[0].Name = "a\nb" }, "recipients[0].name bad_character"},
		"a value that is long":    {func(_ *Rules, o *Order) { o.To[0].Values = map[string]string{"a": strings.Repeat("x", 201)} }, "recipients[0].values.a too_long"},
		"a variable called a.b":   {func(_ *Rules, o *Order) { o.To[0].Values = map[string]string{"a.b": "x"} }, "recipients[0].values not_known"},
		"in 29:59":                {func(r *Rules, o *Order) { o.At = r.Now.Add(30*time.Minute - time.Second) }, "at out_of_range"},
		"in 30:00":                {func(r *Rules, o *Order) { o.At = r.Now.Add(30 * time.Minute) }, "sms 1 at 14:30"},
		"valid for a second":      {func(_ *Rules, o *Order) { o.ValidFor = time.Second }, "valid_seconds out_of_range"},
		"three are bulk": {func(_ *Rules, o *Order) {
			o.To = []To{{Number: "01011112222"}, {Number: "01011113333"}, {Number: "01011114444"}}
		}, "sms 3 bulk"},
		"1,001 recipients": {func(_ *Rules, o *Order) {
			o.To = nil
			for i := range 1001 {
				o.To = append(o.To, To{Number: fmt.Sprintf("0101%07d", i)})
			}
		}, "recipients too_long"},
		"advertising":                        {func(_ *Rules, o *Order) { o.Body = "(광고)온마루 특가\n무료수신거부 080-123-4567" }, "sms 1 ad"},
		"advertising with [":                 {func(_ *Rules, o *Order) { o.Ad, o.Body = true, "(광고) [온마루] 특가\n무료거부0801234567" }, "sms 1 ad"},
		"advertising without (광고)":           {func(_ *Rules, o *Order) { o.Ad, o.Body = true, "온마루 특가\n무료수신거부 080-123-4567" }, "body advertising"},
		"advertising of nobody":              {func(_ *Rules, o *Order) { o.Body = "(광고) 특가\n무료수신거부 080-123-4567" }, "body advertising"},
		"advertising that cannot be refused": {func(_ *Rules, o *Order) { o.Body = "(광고)온마루 특가 080-123-4567\n안녕" }, "body advertising"},
		"advertising without a name set":     {func(r *Rules, o *Order) { r.Adverts.Name = ""; o.Body = "(광고)온마루" }, "ad advertising"},
		"advertising at night": {func(r *Rules, o *Order) {
			r.Now = time.Date(2026, 11, 20, 21, 0, 0, 0, r.Zone)
			o.Body = "(광고)온마루 특가\n무료수신거부 080-123-4567"
		}, "at advertising"},
		"advertising that waits for the morning": {func(r *Rules, o *Order) {
			r.Now, r.Adverts.Morning = time.Date(2026, 11, 20, 23, 0, 0, 0, r.Zone), true
			o.Body = "(광고)온마루 특가\n무료수신거부 080-123-4567"
		}, "sms 1 at 08:00 ad moved"},
		"advertising for the night": {func(r *Rules, o *Order) {
			o.At, r.Adverts.Morning = time.Date(2026, 11, 21, 3, 0, 0, 0, r.Zone), true
			o.Body = "(광고)온마루 특가\n무료수신거부 080-123-4567"
		}, "sms 1 at 08:00 ad moved"},
	} {
		r, o := rules(), Order{Sender: "15880000", Body: "안녕하세요", To: []To{{Number: "01012345678"}}}
		tc.change(&r, &o)
		p, err := r.Plan(o)
		var bad Problems
		got := ""
		if errors.As(err, &bad) {
			var parts []string
			for _, b := range bad {
				parts = append(parts, b.Field+" "+b.Code)
			}
			got = strings.Join(parts, ", ")
		} else {
			got = fmt.Sprint(p.Kind, " ", len(p.Messages))
			if !p.Due.IsZero() {
				got += " at " + p.Due.In(r.Zone).Format("15:04")
			}
			for word, is := range map[string]bool{" bulk": p.Bulk} {
				if is {
					got += word
				}
			}
			if p.Order.Ad {
				got += " ad"
			}
			if p.Moved {
				got += " moved"
			}
		}
		if got != tc.want {
			t.Errorf("%s: %s, want %s (%v)", name, got, tc.want, err)
		}
	}
}

// A customer who writes one of the words, and nothing else, refuses messages.
func TestRefusals(t *testing.T) {
	for text, want := range map[string]bool{"수신거부": true, " 수신 거부. ": true, "stop": true, "Stop!": true, "\u1109\u116e\u1109\u1175\u11ab\u1100\u1165\u1107\u116e": true, "수신거부 어떻게 하나요": false, "": false, "don't stop": false} {
		if got := Refuses(text, nil); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if !Refuses("그만", []string{"그만"}) || Refuses("STOP", []string{"그만"}) {
		t.Error("the words that are set count")
	}
}

// picture makes a JPEG of a size.
func picture(t *testing.T, w, h, quality int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 128, 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// exif puts an orientation and a secret place behind the start of a JPEG.
func exif(file []byte, orientation byte) []byte {
	body := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), orientation, 0, 0, 0, 0, 0, 0)
	body = append(body, []byte("GPS 37.5665 126.9780")...)
	part := append([]byte{0xff, 0xe1, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
	return append(append(append([]byte{}, file[:2]...), part...), file[2:]...)
}

// slow is a progressive JPEG with some scans after the first one, each of one byte; of that
// many grey pixels a side, or of more colours.
func slow(side, colours, scans int) []byte {
	segment := func(kind byte, body ...byte) []byte {
		return append([]byte{0xff, kind, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
	}
	oneCode := func(class byte) []byte { // one code of one bit, of the symbol 0
		return segment(0xc4, append(append([]byte{class, 1}, make([]byte, 15)...), 0)...)
	}
	file := append([]byte{0xff, 0xd8}, segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)...)
	frame := []byte{8, byte(side >> 8), byte(side), byte(side >> 8), byte(side), byte(colours)}
	first := []byte{byte(colours)}
	for c := range byte(colours) {
		frame, first = append(frame, c+1, 0x11, 0), append(first, c+1, 0)
	}
	file = append(file, segment(0xc2, frame...)...)
	file = append(append(file, oneCode(0)...), oneCode(0x10)...)
	file = append(append(file, segment(0xda, append(first, 0, 0, 0)...)...), 0x00)
	for range scans {
		file = append(append(file, segment(0xda, 1, 1, 0, 1, 63, 0)...), 0x7f)
	}
	return append(file, 0xff, 0xd9)
}

// Images are JPEG by what they are and not by what they are called, at most 300,000 bytes and
// 4,096 pixels a side as they come, 1,000 as they go, without anything that the camera wrote
// (W-11, T27).
func TestImages(t *testing.T) {
	small := picture(t, 400, 300, 80)
	var asPNG bytes.Buffer
	if err := png.Encode(&asPNG, image.NewRGBA(image.Rect(0, 0, 10, 10))); err != nil {
		t.Fatal(err)
	}
	filled := func(size int) []byte { // as large as it is to be: comments in the file
		file := append([]byte{}, small[:2]...)
		for left := size - len(small); left > 0; {
			n := min(left, 65_000)
			if left-n < 4 && left != n {
				n = left - 4
			}
			file = append(file, 0xff, 0xfe, byte((n-2)>>8), byte(n-2))
			file = append(file, make([]byte, n-4)...)
			left -= n
		}
		return append(file, small[2:]...)
	}
	for name, tc := range map[string]struct {
		file []byte
		want string // what is said, "" where it is taken
		w, h int
	}{
		"a small one":           {small, "", 400, 300},
		"300,000 bytes":         {filled(300_000), "", 400, 300},
		"300,001 bytes":         {filled(300_001), "has 300001 bytes", 0, 0},
		"a PNG called .jpg":     {asPNG.Bytes(), "no JPEG", 0, 0},
		"a page":                {[]byte("<html><script>alert(1)</script>"), "no JPEG", 0, 0},
		"nothing":               {nil, "no JPEG", 0, 0},
		"the beginning of one":  {small[:200], "cannot be read", 0, 0},
		"a head and nonsense":   {append([]byte{0xff, 0xd8, 0xff}, bytes.Repeat([]byte{7}, 500)...), "cannot be read", 0, 0},
		"wide":                  {picture(t, 2000, 500, 60), "", 1000, 250},
		"high":                  {picture(t, 300, 4096, 30), "", 73, 1000},
		"too wide":              {picture(t, 4097, 10, 30), "4097 by 10 pixels", 0, 0},
		"19 scans after one":    {slow(8, 1, 19), "", 8, 8},
		"20 scans after one":    {slow(8, 1, 20), "has 21 scans", 0, 0},
		"slow and large":        {slow(2200, 3, 1), "2200 by 2200 pixels is a progressive", 0, 0},
		"slow in four colours":  {slow(1900, 4, 1), "is a progressive", 0, 0},
		"slow, fills before it": {append([]byte{0xff, 0xd8, 0xff}, slow(2200, 3, 1)[2:]...), "is a progressive", 0, 0},
		"held upright":          {exif(small, 6), "", 300, 400},
		"with a page behind it": {append(append([]byte{}, small...), []byte("<script>alert(1)</script>")...), "", 400, 300},
	} {
		p, err := ReadJPEG(tc.file)
		switch {
		case tc.want != "":
			if err == nil || !strings.Contains(err.Error(), tc.want) || !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		case err != nil:
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(tc.file) != 300_000 && name == "300,000 bytes" {
			t.Fatalf("the file has %d bytes", len(tc.file))
		}
		head, err := jpeg.DecodeConfig(bytes.NewReader(p.Data))
		if err != nil || head.Width != tc.w || head.Height != tc.h || p.Width != tc.w || p.Height != tc.h || len(p.Data) > MostImageBytes {
			t.Errorf("%s: %+v %d by %d, %d bytes, %v", name, head, p.Width, p.Height, len(p.Data), err)
		}
		for _, left := range []string{"Exif", "GPS", "script"} {
			if bytes.Contains(p.Data, []byte(left)) {
				t.Errorf("%s: %q is left in it", name, left)
			}
		}
	}
	// What is turned is turned the right way: red grows to the right, green downwards.
	for how, want := range map[byte][2]string{1: {"right", "down"}, 2: {"left", "down"}, 3: {"left", "up"}, 4: {"right", "up"}, 5: {"down", "right"}, 6: {"down", "left"}, 7: {"up", "left"}, 8: {"up", "right"}} {
		p, err := ReadJPEG(exif(small, how))
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(p.Data))
		if err != nil {
			t.Fatal(err)
		}
		w, h := img.Bounds().Dx(), img.Bounds().Dy()
		at := func(x, y int) (r, g uint32) { r, g, _, _ = img.At(x, y).RGBA(); return r >> 8, g >> 8 }
		lr, lg := at(5, h/2)
		rr, rg := at(w-5, h/2)
		ur, ug := at(w/2, 5)
		dr, dg := at(w/2, h-5)
		grows := func(l, r, u, d uint32) string {
			switch {
			case r > l+150:
				return "right"
			case l > r+150:
				return "left"
			case d > u+150:
				return "down"
			case u > d+150:
				return "up"
			}
			return "nowhere"
		}
		if got := [2]string{grows(lr, rr, ur, dr), grows(lg, rg, ug, dg)}; got != want {
			t.Errorf("orientation %d: %v, want %v", how, got, want)
		}
	}
	for file, want := range map[string]string{"event.jpg": "event.jpg", `C:\사진\여름 세일.JPG`: "image.jpg", "../../etc/passwd": "passwd.jpg", "": "image.jpg", strings.Repeat("a", 99) + ".jpg": strings.Repeat("a", 41) + ".jpg", "a b<c>.jpeg": "abc.jpg"} {
		if got := ImageName(file); got != want {
			t.Errorf("%q: %q, want %q", file, got, want)
		}
	}
}
