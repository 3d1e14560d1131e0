package nhn

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
)

// complaints are the codes that a search is answered with when it lacks its dates.
var complaints = []string{"4", "-1005", "-2000", "-2011"}

// Results implements sms.Results. The documentation names the two dates in two ways, the
// table startUpdateDate and the example startRequestDate: where the first is refused the
// second is asked with, from then on.
func (p *Provider) Results(ctx context.Context, from, to time.Time) ([]sms.Answer, error) {
	old := p.oldDates.Load()
	list, err := p.updates(ctx, from, to, old)
	var f *sms.Fault
	if !errors.As(err, &f) || !slices.Contains(complaints, f.Code) {
		return list, err
	}
	if again, othErr := p.updates(ctx, from, to, !old); othErr == nil {
		p.oldDates.Store(!old)
		return again, nil
	}
	return nil, err
}

func (p *Provider) updates(ctx context.Context, from, to time.Time, old bool) (list []sms.Answer, err error) {
	start, end := "startUpdateDate", "endUpdateDate"
	if old {
		start, end = "startRequestDate", "endRequestDate"
	}
	q := url.Values{start: {from.In(cloud.Seoul).Format(cloud.Second)}, end: {to.In(cloud.Seoul).Format(cloud.Second)}}
	_, err = p.pages(ctx, "/message-results", q, func(r row) {
		if a := r.answer(); a.Status != sms.Accepted && a.Ref.Request != "" {
			list = append(list, a)
		}
	})
	return list, err
}
