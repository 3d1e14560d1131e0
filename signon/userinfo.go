package signon

import (
	"context"
	"errors"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/callfloor/callfloor/fault"
)

const mostWords = 300 // bytes of an error of UserInfo

// lacking returns the claims that the centre needs and that are not there. An e-mail
// address and whether it is verified come together or not at all: what one place says
// of its address holds for no address of another place.
func (cfg Config) lacking(claims map[string]any) (names []string) {
	byEmail := cfg.Login == "" || cfg.Login == "email"
	if (byEmail || len(cfg.Domains) > 0) && (claims["email"] == nil || claims["email_verified"] == nil) {
		names = append(names, "email", "email_verified")
	}
	if !byEmail && claims[cfg.Login] == nil {
		names = append(names, cfg.Login)
	}
	if cfg.RoleClaim != "" && claims[cfg.RoleClaim] == nil {
		names = append(names, cfg.RoleClaim)
	}
	return names
}

// complete asks UserInfo (Core section 5.3) for the claims that are needed and not in
// the token, and puts them into claims; what the token says is left as it is. A
// provider without UserInfo, and one whose UserInfo does not know them either, leaves
// them out. An answer about somebody else is fault.Denied (section 5.3.2); none is
// fault.Overloaded: a role that cannot be read must not stay by accident.
func (c *Client) complete(ctx context.Context, p *oidc.Provider, cfg Config, tok *oauth2.Token, id *oidc.IDToken, claims map[string]any) error {
	lacking := cfg.lacking(claims)
	if len(lacking) == 0 || p.UserInfoEndpoint() == "" {
		return nil
	}
	if !private(cfg.Issuer, p.UserInfoEndpoint()) {
		return fault.New(fault.Overloaded, "the provider's UserInfo is not at an https address")
	}
	info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(tok))
	if err != nil {
		return fault.New(fault.Overloaded, "the provider's UserInfo does not answer as it should: %w", short(err))
	}
	if info.Subject == "" || info.Subject != id.Subject {
		return fault.New(fault.Denied, "the provider's UserInfo is about somebody else")
	}
	more := map[string]any{}
	if err := info.Claims(&more); err != nil {
		return fault.New(fault.Denied, "the provider's UserInfo is not readable: %w", err)
	}
	for _, name := range lacking {
		if ofEmail := name == "email" || name == "email_verified"; ofEmail && more["email"] == nil {
			continue
		}
		claims[name] = more[name]
	}
	return nil
}

// short bounds what an error says: it holds the answer, which may be long.
func short(err error) error {
	if s := err.Error(); len(s) > mostWords {
		return errors.New(s[:mostWords] + "...")
	}
	return err
}

// private reports whether the access token may go to address: by HTTPS, or by HTTP
// where the issuer itself is reached by it, which is so on one machine only.
func private(issuer, address string) bool {
	to, err := url.Parse(address)
	if err != nil {
		return false
	}
	from, err := url.Parse(issuer)
	return to.Scheme == "https" || err == nil && to.Scheme == "http" && from.Scheme == "http" && to.Hostname() == from.Hostname()
}
