package sms

import "strings"

// Fill fills a template of Alimtalk in, as Kakao does: each #{name} is replaced by its
// value, and what a value says is not looked at again. missing are the fields without one.
func (t KakaoTemplate) Fill(values map[string]string) (text string, missing []string) {
	var pairs []string
	for _, name := range t.Fields {
		v := values[name]
		if v == "" {
			missing = append(missing, name)
		}
		pairs = append(pairs, "#{"+name+"}", v)
	}
	return strings.NewReplacer(pairs...).Replace(t.Content), missing
}

// fillFor makes the text of a template for one recipient.
func (t KakaoTemplate) fillFor(to To) (p Planned, missing []string) {
	values := to.values(t.Fields)
	p.To, p.Fields = to, values
	p.Body, missing = t.Fill(values)
	c := CountText(p.Body)
	p.Bytes, p.Unsure = c.Bytes, c.Unsure
	return p, missing
}

// checkKakao looks at the text of a template: what goes by SMS where it fails must be
// sendable so.
func (r Rules) checkKakao(o Order, body, who string, bad *Problems) {
	if o.Ad {
		bad.add("ad", "not_allowed", "Alimtalk is no advertising: send it as SMS or MMS")
	}
	if o.FallBack {
		bad.checkText("fall_back", body, CountText(body), MostMMS, who)
	}
}
