package simulate

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// seoul is the zone of the vendor's times.
var seoul = time.FixedZone("KST", 9*60*60)

// Bounds of a request.
const (
	longest      = 8 << 20
	mostAtOnce   = 1000
	mostAnswered = 64 // requests that are answered at once
	searchRange  = 31 * 24 * time.Hour
)

// Server is the simulated vendor.
type Server struct {
	o       Options
	s       *state
	mux     *http.ServeMux
	room    chan struct{} // who is being answered; the others wait, and go when their asker does
	changed chan struct{} // holds one: there are new messages to tell of
	post    *http.Client
	ends    context.CancelFunc
	running sync.WaitGroup
	life    context.Context
}

// New returns a server; its results come until Close.
func New(o Options) (*Server, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	v := &Server{o: o, s: newState(o.Seed, o.Keep), mux: http.NewServeMux(), room: make(chan struct{}, mostAnswered), changed: make(chan struct{}, 1), post: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{IdleConnTimeout: 5 * time.Second}}}
	v.life, v.ends = context.WithCancel(context.Background())
	v.routes()
	v.running.Go(v.tell)
	return v, nil
}

// Close ends what the server does by itself, and requests that it holds.
func (v *Server) Close() {
	v.ends()
	v.running.Wait()
	v.post.CloseIdleConnections()
}

// Serve answers on a listener until the context ends.
func (v *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{Handler: v, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute}
	stop := context.AfterFunc(ctx, func() { srv.Close() }) //nolint:errcheck // it ends either way
	defer stop()
	if err := srv.Serve(l); ctx.Err() == nil {
		return err
	}
	return nil
}

// ServeHTTP implements http.Handler.
func (v *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", v.o.Now().UTC().Format(http.TimeFormat))
	v.mux.ServeHTTP(w, r)
}

func (v *Server) routes() {
	v.mux.HandleFunc("GET /{$}", v.page)
	v.mux.HandleFunc("GET /simulated", v.report)
	api := func(pattern, head string, f func(*call)) {
		method, path, _ := strings.Cut(pattern, " ")
		v.mux.HandleFunc(method+" "+head+path, func(w http.ResponseWriter, r *http.Request) { v.answer(w, r, f) })
	}
	const of = "/sms/v3.0/appKeys/{key}"
	for _, kind := range []string{"sms", "mms", "ad-sms", "ad-mms"} {
		api("POST /sender/"+kind, of, func(c *call) { v.send(c, kind) })
	}
	api("GET /sender/sms", of, func(c *call) { v.list(c, kindSMS) })
	api("GET /sender/mms", of, func(c *call) { v.list(c, kindLMS, kindMMS) })
	api("GET /sender/sms/{request}", of, func(c *call) { v.one(c) })
	api("GET /sender/mms/{request}", of, func(c *call) { v.one(c) })
	api("POST /attachfile/binaryUpload", of, v.upload)
	api("GET /message-results", of, v.updates)
	api("GET /reservations", of, v.reservations)
	api("GET /reservations/{request}/{seq}", of, v.one)
	api("PUT /reservations/cancel", of, v.cancel)
	api("GET /sendNos", of, v.sendNos)
	v.kakaoRoutes(api)
}

// call is one request to the API.
type call struct {
	w     http.ResponseWriter
	r     *http.Request
	body  []byte
	fault string // that happens to it, or ""
	code  int    // of the answer; 0: it is well
	text  string
	out   map[string]any // beside the head
}

// fail makes the answer a refusal.
func (c *call) fail(code int, text string) { c.code, c.text = code, text }

// rejections are faults of which nothing is done.
var rejections = map[string]bool{Silence: true, Refuse: true, Busy: true, Down: true, Crash: true}

// answer does what is asked, or what goes wrong instead.
func (v *Server) answer(w http.ResponseWriter, r *http.Request, f func(*call)) {
	c := &call{w: w, r: r, out: map[string]any{}}
	var err error
	if c.body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, longest)); err != nil {
		http.Error(w, "too long", http.StatusRequestEntityTooLarge)
		return
	}
	if r.PathValue("key") != v.o.AppKey {
		c.fail(-1000, "Invalid appKey.")
		v.write(c, http.StatusOK)
		return
	}
	if r.Header.Get("X-Secret-Key") != v.o.SecretKey {
		c.fail(-1001, "Invalid secretKey.")
		v.write(c, http.StatusUnauthorized)
		return
	}
	c.fault = v.fault(c)
	if !rejections[c.fault] && !v.do(c, f) {
		return
	}
	v.happen(c)
}

// do does what is asked as soon as there is room. It reports false where who asks has gone
// before: nothing was done then. Without it a client that gives up sooner than we answer
// would fill the memory with answers for nobody.
func (v *Server) do(c *call, f func(*call)) bool {
	select {
	case v.room <- struct{}{}:
		defer func() { <-v.room }()
	case <-c.r.Context().Done():
		return false
	}
	f(c)
	return true
}

// fault is what goes wrong with a request: by the number of a recipient, or by chance.
func (v *Server) fault(c *call) string {
	var in struct {
		Batch      string `json:"senderGroupingKey"`
		Recipients []struct {
			Number string `json:"recipientNo"`
		} `json:"recipientList"`
	}
	if json.Unmarshal(c.body, &in) == nil {
		for _, r := range in.Recipients {
			if f := magic[r.Number]; f != "" && contains(requestFaults, f) && v.s.once(in.Batch+" "+f) {
				return f
			}
		}
	}
	return v.s.chance(requestFaults, v.o.Faults)
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// happen answers, in the way of the request's fault.
func (v *Server) happen(c *call) {
	switch c.fault {
	case Timeout, Silence:
		v.wait(c, v.o.Hold)
		cut(c.w, nil)
	case Reset:
		cut(c.w, v.encode(c))
	case Refuse:
		cut(c.w, nil)
	case Busy:
		c.w.Header().Set("Retry-After", "1")
		http.Error(c.w, "too many requests", http.StatusTooManyRequests)
	case Down:
		http.Error(c.w, "down", http.StatusServiceUnavailable)
	case Error, Crash:
		http.Error(c.w, "internal error", http.StatusInternalServerError)
	case Slow:
		v.wait(c, v.o.Slow)
		v.write(c, http.StatusOK)
	default:
		v.write(c, http.StatusOK)
	}
}

// wait lasts until who asks has gone, or d has passed.
func (v *Server) wait(c *call, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-c.r.Context().Done():
	case <-v.life.Done():
	}
}

func (v *Server) encode(c *call) []byte {
	c.out["header"] = map[string]any{"isSuccessful": c.code == 0, "resultCode": c.code, "resultMessage": message200(c)}
	b, err := json.Marshal(c.out)
	if err != nil {
		return []byte(`{"header":{"isSuccessful":false,"resultCode":-9999,"resultMessage":"System error."}}`)
	}
	return b
}

func message200(c *call) string {
	if c.code == 0 {
		return "SUCCESS"
	}
	return c.text
}

func (v *Server) write(c *call, status int) {
	c.w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	c.w.WriteHeader(status)
	c.w.Write(v.encode(c)) //nolint:errcheck // who asked has gone
}

// cut resets the connection, after half of a body where there is one.
func cut(w http.ResponseWriter, body []byte) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, buf, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	if len(body) > 0 {
		fmt.Fprintf(buf, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body))
		buf.Write(body[:len(body)/2]) //nolint:errcheck // it is cut anyhow
		buf.Flush()                   //nolint:errcheck // as above
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) //nolint:errcheck // as above
	}
}

// whole is a whole number of a query, or a default.
func whole(s string, def, most int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return def
	}
	return min(n, most)
}
