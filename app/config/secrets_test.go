package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A secret that is not where the file says is told of at its key, with its line; one of
// what is not in use is nobody's concern.
func TestSecrets(t *testing.T) {
	dir := t.TempDir()
	there, empty := filepath.Join(dir, "there"), filepath.Join(dir, "empty")
	for file, text := range map[string]string{there: "s3cret\n", empty: "\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("CALLFLOOR_TEST_SECRET", "s3cret")
	nhn := func(rest string) string { return "sms:\n  provider: nhn\n  nhn:\n    app_key: k\n    " + rest + "\n" }
	for _, c := range []struct{ file, want string }{
		{nhn("secret_key_file: " + there), ""},
		{nhn("secret_key_env: CALLFLOOR_TEST_SECRET"), ""},
		{nhn("secret_key_file: " + there + ".not"), "f.yaml:5:22: sms.nhn.secret_key_file: cannot be read: open " + there + ".not: no such file or directory"},
		{nhn("secret_key_file: " + empty), "f.yaml:5:22: sms.nhn.secret_key_file: holds nothing"},
		{nhn("secret_key_env: CALLFLOOR_TEST_NONE"), "f.yaml:5:21: sms.nhn.secret_key_env: the environment variable CALLFLOOR_TEST_NONE is not set"},
		{strings.Replace(nhn("secret_key_env: CALLFLOOR_TEST_NONE"), "provider: nhn", "provider: local", 1), ""},
		{"shops: [{url: \"https://shop.example.com\", key_file: " + there + ".not}]", "f.yaml:1:53: shops[0].key_file: cannot be read"},
		{"sms: {provider: smpp, smpp: {address: \"a:1\", system_id: x, password_env: CALLFLOOR_TEST_NONE}}", "sms.smpp.password_env: the environment variable"},
	} {
		_, err := Parse("f.yaml", []byte(c.file), Secrets)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s\n%v\nwant %s", c.file, err, c.want)
		}
	}
}
