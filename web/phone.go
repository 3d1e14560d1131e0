package web

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// PhoneServer is where phones register.
type PhoneServer struct {
	Host  string `json:"host" doc:"address or name of the SIP server"`
	UDP   int    `json:"udp,omitempty" doc:"its UDP port; left out: none"`
	TCP   int    `json:"tcp,omitempty" doc:"its TCP port; left out: none"`
	Realm string `json:"realm" doc:"realm of the passwords"`
}

// PhoneSettings is what a phone is set up with. The password is shown once.
type PhoneSettings struct {
	Agent     string      `json:"agent"`
	Name      string      `json:"name"`
	User      string      `json:"user" doc:"user name and extension"`
	Password  string      `json:"password" doc:"made anew; shown once"`
	Server    PhoneServer `json:"server"`
	Transport string      `json:"transport" enum:"udp,tcp"`
	Text      PhoneText   `json:"text" doc:"all of it as text, to type in"`
	Link      string      `json:"link" doc:"where Linphone fetches the settings (remote provisioning); good for 15 minutes"`
	QR        string      `json:"qr" doc:"the link as a picture for a phone's camera, data:image/png;base64,..."`
	Until     time.Time   `json:"link_until"`
}

// PhoneText says in both languages how a phone is set up.
type PhoneText struct {
	Ko string `json:"ko" doc:"Korean"`
	En string `json:"en" doc:"English"`
}

// TestResult is what a test of a trunk or phone found.
type TestResult struct {
	OK     bool   `json:"ok"`
	Asked  string `json:"asked" doc:"what was sent: OPTIONS, INVITE"`
	Status int    `json:"status,omitempty" doc:"SIP status of the answer; left out: none came"`
	TookMs int64  `json:"took_ms" doc:"until the answer"`
	Heard  bool   `json:"heard,omitempty" doc:"of a call: sound came back"`
	Words  string `json:"words" doc:"what it means, in English"`
	Code   string `json:"code" enum:"answers,answered,no_answer,busy,refused,no_such_number,unauthorized,failed,not_registered,no_target,no_name" doc:"what it means, for screens"`
}

const (
	linkLife  = 15 * time.Minute
	mostLinks = 1000
)

// links are settings of phones that wait to be fetched, by the hash of a token.
type links struct {
	mu sync.Mutex
	by map[string]link
}

type link struct {
	xml   []byte
	until time.Time
}

func (l *links) put(hash string, x []byte, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[string]link{}
	}
	for k, v := range l.by {
		if now.After(v.until) {
			delete(l.by, k)
		}
	}
	if len(l.by) >= mostLinks {
		return fault.New(fault.Overloaded, "too many phones wait for their settings: try again in some minutes")
	}
	l.by[hash] = link{x, now.Add(linkLife)}
	return nil
}

func (l *links) get(hash string, now time.Time) ([]byte, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v, ok := l.by[hash]
	return v.xml, ok && now.Before(v.until)
}

func (s *Server) phoneRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "agent-phone", Method: http.MethodPost, Path: "/agents/{id}/phone", Tags: tag,
		Summary: "Make a new password for an agent's phone and show how the phone is set up, as text and as a QR code"}, s.setUpPhone)
	register(s, huma.Operation{OperationID: "agent-test-call", Method: http.MethodPost, Path: "/agents/{id}/test-call", Tags: tag,
		Summary: "Ring an agent's phone and play music to it for some seconds"}, func(ctx context.Context, in *AgentPath) (*struct{ Body TestResult }, error) {
		if _, err := s.agentOf(ctx, in.ID); err != nil {
			return nil, err
		}
		r, err := s.Phones.TestPhone(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &struct{ Body TestResult }{r}, s.noteAccess(ctx, "test_call", "agent:"+in.ID, r.Code)
	})
	s.handle("GET /provision/{token}", "provision", s.provision)
}

func (s *Server) trunkTestRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "trunk-test", Method: http.MethodPost, Path: "/trunks/{id}/test", Tags: tag,
		Summary: "Ask a trunk with OPTIONS; with a number also call it for some seconds"}, func(ctx context.Context, in *struct {
		ThingPath
		Body struct {
			Number string `json:"number,omitempty" maxLength:"32" doc:"a number to call, such as one's own telephone; left out: OPTIONS only"`
		}
	}) (*struct{ Body TestResult }, error) {
		r, err := s.Phones.TestTrunk(ctx, in.ID, in.Body.Number)
		if err != nil {
			return nil, err
		}
		return &struct{ Body TestResult }{r}, s.noteAccess(ctx, "trunk_tested", "trunk:"+in.ID, r.Code)
	})
}

// What somebody types into a phone.
const (
	phoneTextKo = "SIP 서버: %s\n포트: %d\n전송 방식: %s\n사용자 이름: %s\n비밀번호: %s\n도메인: %s\n표시 이름: %s\n코덱: G.711 (PCMA, PCMU)\n"
	phoneTextEn = "SIP server: %s\nPort: %d\nTransport: %s\nUser name: %s\nPassword: %s\nDomain: %s\nDisplay name: %s\nCodecs: G.711 (PCMA, PCMU)\n"
)

func (s *Server) setUpPhone(ctx context.Context, in *AgentPath) (*struct{ Body PhoneSettings }, error) {
	a, err := s.agentOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	a.SIPPassword = people.NewSIPPassword()
	if err := s.Centre.Change(ctx, author(ctx), "phone_password_made", "agent:"+a.ID, put(KindAgents, a.ID, a, MustExist, "")); err != nil {
		return nil, err
	}
	at := s.Phones.PhoneServer()
	v := PhoneSettings{Agent: a.ID, Name: a.Name, User: a.Extension, Password: a.SIPPassword, Server: at, Transport: "udp"}
	port := at.UDP
	if port == 0 {
		v.Transport, port = "tcp", at.TCP
	}
	say := func(form string) string {
		return fmt.Sprintf(form, at.Host, port, strings.ToUpper(v.Transport), v.User, v.Password, at.Host, v.Name)
	}
	v.Text = PhoneText{Ko: say(phoneTextKo), En: say(phoneTextEn)}
	x, err := linphone(v, port)
	if err != nil {
		return nil, err
	}
	token, hash := people.NewToken()
	now := time.Now()
	if err := s.links.put(hash, x, now); err != nil {
		return nil, err
	}
	base, _ := ctx.Value(baseKey{}).(string)
	v.Link, v.Until = base+"/provision/"+token, now.Add(linkLife).UTC()
	if v.QR, err = qrPNG(v.Link); err != nil {
		return nil, err
	}
	return &struct{ Body PhoneSettings }{v}, nil
}

// linphone is a configuration as Linphone fetches it (its remote provisioning).
func linphone(v PhoneSettings, port int) ([]byte, error) {
	type entry struct {
		Name      string `xml:"name,attr"`
		Overwrite string `xml:"overwrite,attr"`
		Value     string `xml:",chardata"`
	}
	type section struct {
		Name    string  `xml:"name,attr"`
		Entries []entry `xml:"entry"`
	}
	e := func(name, value string) entry { return entry{name, "true", value} }
	host := v.Server.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	at := fmt.Sprintf("%s:%d", host, port)
	out := struct {
		XMLName  xml.Name  `xml:"http://www.linphone.org/xsds/lpconfig.xsd config"`
		Sections []section `xml:"section"`
	}{Sections: []section{
		{"sip", []entry{e("default_proxy", "0"), e("media_encryption", "none")}},
		{"proxy_0", []entry{
			e("reg_proxy", fmt.Sprintf("<sip:%s;transport=%s>", at, v.Transport)),
			e("reg_route", fmt.Sprintf("<sip:%s;transport=%s;lr>", at, v.Transport)),
			e("reg_identity", fmt.Sprintf("%q <sip:%s@%s>", v.Name, v.User, host)),
			e("reg_expires", "300"), e("reg_sendregister", "1"), e("publish", "0"), e("realm", v.Server.Realm),
		}},
		{"auth_info_0", []entry{e("username", v.User), e("userid", v.User), e("passwd", v.Password), e("realm", v.Server.Realm), e("domain", host)}},
	}}
	data, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("settings of a phone: %w", err)
	}
	return append([]byte(xml.Header), data...), nil
}

// provision gives a phone its settings. A token that is wrong or old is not found.
func (s *Server) provision(w http.ResponseWriter, r *http.Request) {
	x, ok := s.links.get(people.HashToken(r.PathValue("token")), time.Now())
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(x) //nolint:errcheck // the client is gone
}
