package app

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/internal/freeport"
)

var (
	linkIn    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	pictureIn = regexp.MustCompile(`!\[[^\]]+\]\(images/([^)]+)\)`)
	fenced    = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	headingIn = regexp.MustCompile(`(?m)^(#+) (.+)$`)
	notInSlug = regexp.MustCompile(`[^\p{L}\p{N}\s_-]`)
)

// prose is a document without its code.
func prose(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return fenced.ReplaceAllString(string(data), "")
}

// anchors are the places in a document that a link can name.
func anchors(t *testing.T, file string) (list []string) {
	for _, h := range headingIn.FindAllStringSubmatch(prose(t, file), -1) {
		list = append(list, strings.ReplaceAll(notInSlug.ReplaceAllString(strings.ToLower(h[2]), ""), " ", "-"))
	}
	return list
}

// Every link in the documents that leads to a file of ours leads to one that is there,
// and to a heading that is there.
func TestGuidesLinks(t *testing.T) {
	files, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{"../docs/*/*.md", "../README*.md"} {
		found, err := filepath.Glob(more)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 20 {
		t.Fatalf("only %d documents", len(files))
	}
	for _, file := range files {
		for _, m := range linkIn.FindAllStringSubmatch(prose(t, file), -1) {
			path, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(path, "://") || strings.HasPrefix(path, "mailto:") {
				continue
			}
			target := file
			if path != "" {
				target = filepath.Join(filepath.Dir(file), path)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s is not there", file, m[1])
			} else if anchor != "" && !slices.Contains(anchors(t, target), anchor) {
				t.Errorf("%s: %s: there is no such heading", file, m[1])
			}
		}
	}
}

// Both languages of a guide have the same headings and pictures; every picture is
// there, used, and small.
func TestGuidesPictures(t *testing.T) {
	used := map[string]bool{}
	for _, who := range []string{"agent", "manager", "administrator", "integrator"} {
		var shape [2][]string
		for i, lang := range []string{"en", "ko"} {
			text := prose(t, "../docs/guide/"+who+"."+lang+".md")
			for _, line := range strings.Split(text, "\n") {
				if m := headingIn.FindStringSubmatch(line); m != nil {
					shape[i] = append(shape[i], m[1])
				}
				if m := pictureIn.FindStringSubmatch(line); m != nil {
					used[m[1]] = true
					name, ok := strings.CutSuffix(m[1], "."+lang+".png")
					if !ok {
						t.Errorf("%s.%s: the picture %s is of another language", who, lang, m[1])
					}
					shape[i] = append(shape[i], name)
				}
			}
			if data, _ := os.ReadFile("../docs/guide/" + who + "." + lang + ".md"); bytes.Count(data, []byte("\n")) > 150 {
				t.Errorf("%s.%s has more than 150 lines", who, lang)
			}
		}
		if len(shape[0]) < 10 || !slices.Equal(shape[0], shape[1]) {
			t.Errorf("%s: the languages differ:\n%v\n%v", who, shape[0], shape[1])
		}
	}
	there, err := os.ReadDir(pictures)
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, f := range there {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if sum += info.Size(); info.Size() > pictureBytes {
			t.Errorf("%s has %d bytes", f.Name(), info.Size())
		}
		if !used[f.Name()] {
			t.Errorf("%s is in no guide", f.Name())
		}
		delete(used, f.Name())
	}
	for name := range used {
		t.Errorf("the picture %s is not there", name)
	}
	if sum > allPicturesBytes {
		t.Errorf("the pictures have %d bytes together", sum)
	}
}

// The programs of the integrator's guide run: they take what we sign and nothing else.
func TestGuidesReceiversOfWebhooks(t *testing.T) {
	const secret = "guide-secret"
	for _, one := range []struct{ fence, file string }{{"go", "main.go"}, {"js", "main.mjs"}} {
		t.Run(one.fence, func(t *testing.T) {
			data, err := os.ReadFile("../docs/guide/integrator.en.md")
			if err != nil {
				t.Fatal(err)
			}
			korean, err := os.ReadFile("../docs/guide/integrator.ko.md")
			if err != nil {
				t.Fatal(err)
			}
			code := regexp.MustCompile("(?s)```" + one.fence + "\n(.*?)```").FindSubmatch(data)
			if code == nil || !bytes.Contains(korean, code[0]) {
				t.Fatal("the program is not in both guides")
			}
			file := filepath.Join(t.TempDir(), one.file)
			if err := os.WriteFile(file, code[1], 0o600); err != nil {
				t.Fatal(err)
			}
			command := []string{"node", file}
			if one.fence == "go" {
				command = []string{file + ".bin"}
				if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", command[0], file).CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			listen := fmt.Sprintf("127.0.0.1:%d", freeport.Pair(t))
			cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
			cmd.Env = append(os.Environ(), "SECRET="+secret, "LISTEN="+listen)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				cmd.Process.Kill() //nolint:errcheck // it may be gone
				cmd.Wait()         //nolint:errcheck // killed
			})
			body := []byte(`{"id":"4720","type":"call.ended"}`)
			post := func(signature string) int {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+listen, bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set(cti.HeaderSignature, signature)
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					return 0
				}
				res.Body.Close()
				return res.StatusCode
			}
			until(t, "it listens", func() bool { return post("") != 0 })
			if st := post(cti.Sign(secret, time.Now(), body)); st/100 != 2 {
				t.Errorf("a good signature: %d", st)
			}
			for what, signature := range map[string]string{
				"none": "", "another secret": cti.Sign("x", time.Now(), body), "old": cti.Sign(secret, time.Now().Add(-6*time.Minute), body),
				"another body": cti.Sign(secret, time.Now(), []byte("{}")), "no hex": fmt.Sprintf("t=%d,v1=zz", time.Now().Unix()),
			} {
				if st := post(signature); st != http.StatusUnauthorized {
					t.Errorf("%s: %d", what, st)
				}
			}
		})
	}
}
