// Package cloud is what the notification APIs of NHN Cloud have in common: keys, the
// envelope of answers, times, pages and webhooks.
//
// Source: the vendor's documentation, github.com/TOAST-DOCS, SMS and Alimtalk.
package cloud

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/wire"
)

// HeaderKey carries the secret key.
const HeaderKey = "X-Secret-Key"

// Seoul is the zone of all times of the APIs, which name none.
var Seoul = time.FixedZone("KST", 9*60*60) // Korea has no summer time

// The forms of times.
const (
	Minute = "2006-01-02 15:04"
	Second = "2006-01-02 15:04:05"
)

// Time reads a time as the APIs write it: with a blank or a T, with parts of a second or
// without, and with or without a zone. Zero: there is none.
func Time(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, form := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", Minute, "2006-01-02"} {
		if t, err := time.ParseInLocation(form, s, Seoul); err == nil {
			return t
		}
	}
	return time.Time{}
}

// UpMinute returns t as the APIs take the time of a scheduled message: to the minute, and
// never before t.
func UpMinute(t time.Time) string {
	if up := t.Truncate(time.Minute); up.Before(t) {
		t = up.Add(time.Minute)
	}
	return t.In(Seoul).Format(Minute)
}

// Sources reads a list of addresses and networks.
func Sources(list []string) (out []netip.Prefix, err error) {
	for _, a := range list {
		p, err := centre.ParseSource(a)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Head is the head of every answer. Answers whose HTTP status is 200 can say here that
// they are none.
type Head struct {
	Successful bool       `json:"isSuccessful"`
	Code       wire.Loose `json:"resultCode"`
	Message    string     `json:"resultMessage"`
}

// API asks one product.
type API struct {
	Client *wire.Client
	Codes  Codes
}

// Call asks, and reads the whole answer into into. An error is a *sms.Fault; what a refusal
// says beside its code is in into too, as far as it can be read.
func (a API) Call(ctx context.Context, r wire.Request, into any) (*wire.Reply, error) {
	reply, err := a.Client.Do(ctx, r)
	if err != nil {
		return nil, err
	}
	var out struct {
		Header *Head `json:"header"`
	}
	if json.Unmarshal(reply.Body, &out) != nil || out.Header == nil {
		if f := reply.Fault(); f != nil {
			return nil, f
		}
		return nil, Unreadable(nil)
	}
	if code, err := strconv.Atoi(string(out.Header.Code)); !out.Header.Successful || err != nil || code != 0 {
		if into != nil {
			_ = json.Unmarshal(reply.Body, into)
		}
		f, known := a.Codes.Fault(code, wire.Text(out.Header.Message))
		if by := reply.Fault(); by != nil && (by.Class == sms.Again || !known) { // 429 and 503 say more than a code, and any status more than an unknown one
			f.Class, f.After = by.Class, by.After
		}
		return nil, f
	}
	if f := reply.Fault(); f != nil {
		return nil, f
	}
	if into != nil {
		if err := json.Unmarshal(reply.Body, into); err != nil {
			return nil, Unreadable(err)
		}
	}
	return reply, nil
}

// Unreadable is the fault of an answer that is not understood.
func Unreadable(err error) *sms.Fault {
	if err != nil {
		err = fmt.Errorf("%T", err) // its words would quote the answer
	}
	return &sms.Fault{Class: sms.Unknown, Code: "answer", Text: "the provider's answer cannot be read", Err: err}
}

// Header returns the header of a secret key.
func Header(secret string) http.Header { return http.Header{HeaderKey: {secret}} }

// Bounds of requests.
const (
	MostRecipients = 1000
	MostKey        = 100 // characters of a grouping key
	MostAhead      = 60 * 24 * time.Hour
	MostBack       = 27 * 24 * time.Hour // a search is over a month at most
)

// User is who asks, in the vendor's history.
const User = "callfloor"

// Around is how far around the time of sending is looked: the vendor's times name no zone,
// and a clock may be wrong. The grouping key says which are ours.
const Around = 24 * time.Hour

// mostSkew is how far the vendor's clock may be from ours before its list says nothing of
// what is not in it.
const mostSkew = time.Hour

// Apart reports whether the vendor's clock is too far from ours, and by how much. at is what
// it says, zero where it says nothing.
func Apart(at, now time.Time) (time.Duration, bool) {
	if at.IsZero() {
		return 0, false
	}
	d := at.Sub(now).Abs()
	return d, d > mostSkew
}

// Numbered is a query for one page of a list.
func Numbered(q url.Values, n int) url.Values {
	ask := url.Values{"pageNum": {strconv.Itoa(n)}, "pageSize": {strconv.Itoa(PageSize)}}
	for k, v := range q {
		ask[k] = v
	}
	return ask
}

// Bounds of lists.
const (
	PageSize  = 1000 // the most: a whole batch is on one page, which does not change while it is read
	mostPages = 200
)

// Page is one page of a list.
type Page struct {
	Rows  []json.RawMessage
	Total int
	At    time.Time // by the provider's clock; zero: it did not say
}

// Pages asks for one page after the other until all rows came, and gives each row to take.
// It returns the last page, which may be empty.
func Pages(ctx context.Context, ask func(ctx context.Context, page int) (Page, error), take func(json.RawMessage) error) (Page, error) {
	for n, got := 1, 0; n <= mostPages; n++ {
		p, err := ask(ctx, n)
		if err != nil {
			return p, err
		}
		for _, row := range p.Rows {
			if err := take(row); err != nil {
				return p, Unreadable(err)
			}
		}
		got += len(p.Rows)
		if len(p.Rows) == 0 || p.Total > 0 && got >= p.Total {
			return p, nil
		}
	}
	return Page{}, &sms.Fault{Class: sms.Unknown, Code: "too_long", Text: fmt.Sprintf("the provider's list is longer than %d pages", mostPages)}
}

// Number is a recipient as the APIs take it: in Korea as dialled, abroad with the country
// and nothing before it. ok is false where it is neither.
func Number(n string) (domestic, abroad string, ok bool) {
	digits, plus := strings.CutPrefix(n, "+")
	if len(digits) < 8 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" {
		return "", "", false
	}
	switch rest, korean := strings.CutPrefix(digits, "82"); {
	case !plus:
		return digits, "", true
	case korean:
		return "0" + strings.TrimPrefix(rest, "0"), "", true
	}
	return "", digits, true
}
