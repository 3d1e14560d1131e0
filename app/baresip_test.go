package app

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/callfloor/callfloor/internal/freeport"
	"github.com/callfloor/callfloor/sip/media"
)

// The configuration and the account line that docs/phones.md gives, without a
// sound card: the microphone is a WAV file, the loudspeaker a pipe that nobody reads.
const (
	baresipConfig = `sip_listen 127.0.0.1:%d
rtp_ports 52000-52999
audio_source aufile,%s
audio_player aubridge,nobody
audio_alert aubridge,nobody
ausrc_srate 8000
auplay_srate 8000
module_path %s
module g711.so
module aubridge.so
module aufile.so
module uuid.so
module_app account.so
module_app menu.so
`
	baresipAccount = `<sip:1001@%s%s>;auth_user=1001;auth_pass=s3cret-kim-0001;regint=60;answermode=auto;audio_codecs=pcma,pcmu` + "\n"

	baresipHz = 440
)

// An agent may use any SIP phone: Debian's baresip registers with a digest, over
// UDP and TCP, takes a call by itself, is heard by the caller, and a caller who
// hangs up leads to wrap-up. Without baresip the test fails: the test command
// installs it.
func TestBaresipIsAnAgentsPhone(t *testing.T) {
	for _, transport := range []string{"udp", "tcp"} {
		t.Run(transport, func(t *testing.T) {
			r := start(t, t.TempDir())
			r.baresip(transport)
			until(t, "baresip is registered", func() bool {
				var v struct{ Reachable bool }
				r.api("GET", "/agents/kim", "", &v)
				return v.Reachable
			})
			var phones []struct{ Agent, Transport string }
			if r.api("GET", "/phones", "", &phones); len(phones) != 1 || phones[0].Agent != "kim" || phones[0].Transport != transport {
				t.Fatalf("registered phones: %+v", phones)
			}
			r.ready("kim")
			c := r.dial("01012345678")
			r.talks("kim")
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if err := c.WaitTone(ctx, baresipHz); err != nil {
				t.Errorf("the caller does not hear baresip: %v", err)
			}
			c.Hangup()
			until(t, "wrap-up", func() bool { return r.state("kim") == "wrap_up" })
			until(t, "ready after wrap-up", func() bool { return r.state("kim") == "ready" })
			if f := r.figures(); f.Offered != 1 || f.Answered != 1 || f.Abandoned != 0 {
				t.Errorf("figures %+v", f)
			}
		})
	}
}

// baresip runs a baresip as kim's phone until the end of the test.
func (r *rig) baresip(transport string) {
	r.t.Helper()
	found, err := filepath.Glob("/usr/lib/*/baresip/modules") // Debian from 12 on; before: without the architecture
	if err != nil || len(found) == 0 {
		found = []string{"/usr/lib/baresip/modules"}
	}
	dir := r.t.TempDir()
	registrar, param := r.sip.UDPAddr(), ""
	if transport == "tcp" {
		registrar, param = r.sip.TCPAddr(), ";transport=tcp"
	}
	tone := filepath.Join(dir, "tone.wav")
	for name, text := range map[string]string{
		"config":   fmt.Sprintf(baresipConfig, freeport.Pair(r.t), tone, found[0]),
		"accounts": fmt.Sprintf(baresipAccount, registrar, param),
		"contacts": "",
		"tone.wav": wavOf(media.Tone(baresipHz, 20*time.Second)),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	out, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.Command("baresip", "-f", dir)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		r.t.Fatalf("baresip cannot be run (install it: scripts/install-tools): %v", err)
	}
	r.t.Cleanup(func() {
		cmd.Process.Kill() //nolint:errcheck // it may have ended
		cmd.Wait()         //nolint:errcheck // killed
		out.Close()
		if r.t.Failed() {
			text, err := os.ReadFile(out.Name())
			r.t.Logf("baresip said (%v):\n%s", err, text)
		}
	})
}

// wavOf is a WAV file of samples: 8,000 Hz, 16 bits, mono.
func wavOf(samples []int16) string {
	b := []byte("RIFF")
	b = binary.LittleEndian.AppendUint32(b, uint32(36+2*len(samples)))
	b = append(b, "WAVEfmt "...)
	for _, v := range []uint32{16, 1 | 1<<16, 8000, 16000, 2 | 16<<16} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(2*len(samples)))
	for _, v := range samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	return string(b)
}
