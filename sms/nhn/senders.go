package nhn

import (
	"context"
	"encoding/json"
	"net/url"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

// Senders implements sms.Senders: the numbers that were registered in the vendor's console,
// with identity papers. Those that are blocked or out of use are there too, and say so.
func (p *Provider) Senders(ctx context.Context) (list []sms.Sender, err error) {
	_, err = cloud.Pages(ctx, func(ctx context.Context, n int) (cloud.Page, error) {
		return p.page(ctx, "/sendNos", url.Values{}, n)
	}, func(raw json.RawMessage) error {
		var r struct {
			Number  string `json:"sendNo"`
			Use     string `json:"useYn"`
			Blocked string `json:"blockYn"`
			Why     string `json:"blockReason"`
		}
		if err := json.Unmarshal(raw, &r); err != nil {
			return err
		}
		s := sms.Sender{Number: r.Number, Usable: r.Use == "Y" && r.Blocked != "Y"}
		switch {
		case r.Number == "":
			return nil
		case r.Blocked == "Y" && r.Why != "":
			s.Why = wire.Text(r.Why)
		case r.Blocked == "Y":
			s.Why = "blocked"
		case !s.Usable:
			s.Why = "not in use"
		}
		list = append(list, s)
		return nil
	})
	return list, err
}
