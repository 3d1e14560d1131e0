package app

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// metricName finds names of series in an expression.
var metricName = regexp.MustCompile(`\b(callfloor[_:]|go_|process_)[a-z0-9_:]*[a-z0-9]`)

// family is the metric that a series of a histogram belongs to.
func family(have map[string]bool, series string) string {
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		if base, ok := strings.CutSuffix(series, suffix); ok && have[base] {
			return base
		}
	}
	return series
}

// deployed checks what is shipped for Prometheus and Grafana against a scrape of
// the real program: every expression parses, and every metric that it names
// exists or is a recording rule.
func deployed(t *testing.T, scrape string) {
	rules, err := os.ReadFile("../deploy/prometheus/callfloor.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := os.ReadFile("../deploy/prometheus/callfloor.rules_test.yml")
	if err != nil {
		t.Fatal(err)
	}
	have := families(scrape)
	for line := range strings.Lines(string(rules)) {
		if _, name, ok := strings.Cut(line, "- record: "); ok {
			have[strings.TrimSpace(name)] = true
		}
		if _, name, ok := strings.Cut(line, "- alert: "); ok && !strings.Contains(string(tests), "alertname: "+strings.TrimSpace(name)) {
			t.Errorf("the alert %s has no test", strings.TrimSpace(name))
		}
	}
	known := func(where, expr string) {
		for _, name := range metricName.FindAllString(expr, -1) {
			if !have[family(have, name)] {
				t.Errorf("%s names %s, which does not exist", where, name)
			}
		}
	}
	known("the rules", string(rules))

	files, err := filepath.Glob("../deploy/grafana/*.json")
	if err != nil || len(files) < 4 {
		t.Fatalf("dashboards: %v %v", files, err)
	}
	var generated strings.Builder
	generated.WriteString("groups:\n- name: dashboards\n  rules:\n")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var board any
		if err := json.Unmarshal(data, &board); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		list := expressions(board)
		if len(list) < 10 {
			t.Errorf("%s has only %d expressions", file, len(list))
		}
		for i, expr := range list {
			known(filepath.Base(file), expr)
			expr = strings.NewReplacer("$__range", "30m", "$instance", ".*", "$service", ".*").Replace(expr)
			quoted, err := json.Marshal(expr)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.ReplaceAll(strings.TrimSuffix(filepath.Base(file), ".json"), "-", ":")
			fmt.Fprintf(&generated, "  - record: %s:%d\n    expr: %s\n", name, i, quoted)
		}
	}
	file := filepath.Join(t.TempDir(), "dashboards.yml")
	if err := os.WriteFile(file, []byte(generated.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, "", "check", "rules", file)
}

// expressions returns every value of a key "expr", anywhere in a document.
func expressions(v any) []string {
	var list []string
	switch v := v.(type) {
	case map[string]any:
		if e, ok := v["expr"].(string); ok {
			list = append(list, e)
		}
		for _, c := range v {
			list = append(list, expressions(c)...)
		}
	case []any:
		for _, c := range v {
			list = append(list, expressions(c)...)
		}
	}
	return list
}
