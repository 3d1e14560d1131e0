package sip

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/internal/freeport"
	"github.com/callfloor/callfloor/sip/media"
)

const baresipConfig = `sip_listen 127.0.0.1:%d
rtp_ports 50000-50999
audio_player aubridge,x
audio_source aufile,%s
audio_alert aubridge,x
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

// Debian's baresip as the agent's phone: it registers, answers by itself, is heard
// and hangs up with the caller. A missing baresip fails the test: the test command
// installs it.
func TestBaresip(t *testing.T) {
	modules, err := filepath.Glob("/usr/lib/*/baresip/modules")
	if err != nil || len(modules) == 0 {
		modules = []string{"/usr/lib/baresip/modules"}
	}
	v := newVoices(t, options{cfg: Config{Timers: Timers{T1: 500 * time.Millisecond}}})
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := v.agent.Unregister(ctx); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	account := fmt.Sprintf("<sip:kim@%s>;auth_user=kim;auth_pass=%skim;regint=60;answermode=auto;audio_codecs=pcma,pcmu\n", v.srv.UDPAddr(), password)
	for name, text := range map[string]string{
		"accounts": account, "contacts": "", "tone.wav": wavTone(agentHz),
		"config": fmt.Sprintf(baresipConfig, freeport.Pair(v), filepath.Join(dir, "tone.wav"), modules[0]),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(ctx, "baresip", "-f", dir)
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatalf("baresip cannot be run: %v", err)
	}
	defer func() { cancel(); _ = cmd.Wait() }()
	defer func() {
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("baresip said:\n%s", text)
		}
	}()
	v.eventually("baresip is registered", func() bool { return len(v.srv.Registrations()) == 1 })
	v.ready("kim")
	caller := v.dial()
	event[acd.CallConnected](v.edge, 1)
	v.hears("the caller", caller, agentHz)
	caller.Hangup()
	v.calm()
}

// wavTone is ten seconds of a tone as a WAV file: 8,000 Hz, 16 bits, mono.
func wavTone(hz float64) string {
	samples := media.Tone(hz, 10*time.Second)
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
