package config

import (
	"encoding"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/callfloor/callfloor/centre"
)

// maxFile bounds the file: a configuration of 10,000 agents is under 4 MiB.
const maxFile = 16 << 20

// Error is everything that is wrong with a file, by line.
type Error struct {
	File  string
	Lines []string // "12:5: services[0].ring: ..."
}

// Error has the first mostShown of the lines, and how many more there are.
func (e *Error) Error() string {
	shown := e.Lines[:min(len(e.Lines), mostShown)]
	out := make([]string, len(shown))
	for i, l := range shown {
		out[i] = e.File + ":" + l
	}
	if more := len(e.Lines) - len(shown); more > 0 {
		out = append(out, fmt.Sprintf("%s: and %d more of the kind", e.File, more))
	}
	return strings.Join(out, "\n")
}

const mostShown = 100

// Default returns the configuration of an empty file.
func Default() *Config {
	c := &Config{}
	setDefaults(reflect.ValueOf(c).Elem())
	return c
}

// Check finds what is wrong beyond the file itself, such as files that it names.
type Check func(*Config) []centre.Problem

// Load reads and checks a file, with more checks where they are wanted. What is wrong comes
// as *Error.
func Load(file string, more ...Check) (*Config, error) {
	st, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the configuration: %w: write one to begin with by 'callfloor config example > %s'", err, file)
	}
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	if st.Size() > maxFile {
		return nil, fmt.Errorf("read the configuration: %s is larger than %d MiB", file, maxFile>>20)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	return Parse(file, data, more...)
}

// Locate says where in a file paths of its configuration stand: "12:5: services[0].ring:
// ..." of each problem, in the order of lines. It reads the file again.
func Locate(file string, list []centre.Problem) ([]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, &Error{File: file, Lines: []string{yamlLine(err)}}
	}
	return locate(file, tree, list), nil
}

// Parse reads and checks the text of a file.
func Parse(file string, data []byte, more ...Check) (*Config, error) {
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, &Error{File: file, Lines: []string{yamlLine(err)}}
	}
	fail := &Error{File: file}
	if len(tree.Docs) > 1 {
		fail.Lines = append(fail.Lines, fmt.Sprintf("%d:1: one document only: remove '---'", tree.Docs[1].Start.Position.Line))
		return nil, fail
	}
	c := Default()
	var zeros []string
	if len(tree.Docs) == 1 && tree.Docs[0].Body != nil {
		var unknown []centre.Problem
		checkKeys(tree.Docs[0].Body, reflect.TypeOf(*c), "", &unknown)
		if len(unknown) > 0 {
			fail.Lines = locate(file, tree, unknown)
			return nil, fail
		}
		if err := yaml.NodeToValue(tree.Docs[0].Body, c, yaml.Strict()); err != nil {
			fail.Lines = []string{yamlLine(err)}
			return nil, fail
		}
		zeros = writtenZeros(tree.Docs[0].Body, reflect.TypeOf(*c), "")
	}
	c.fill()
	for _, path := range zeros { // what was written is checked, not what stands for nothing
		setZero(reflect.ValueOf(c).Elem(), steps(path))
	}
	list := c.check()
	c.fill()
	for _, check := range more {
		list = append(list, check(c)...)
	}
	if len(list) > 0 {
		fail.Lines = locate(file, tree, list)
		return nil, fail
	}
	return c, nil
}

// yamlLine turns an error of the YAML package into "line:column: message".
func yamlLine(err error) string {
	var ye yaml.Error
	if errors.As(err, &ye) {
		text := ye.GetMessage()
		if strings.Contains(text, "\t") {
			text = "there is a tab: YAML takes none here, indent with blanks"
		}
		if t := ye.GetToken(); t != nil && t.Position != nil {
			return fmt.Sprintf("%d:%d: %s", t.Position.Line, t.Position.Column, text)
		}
		return "1:1: " + text
	}
	return "1:1: " + err.Error()
}

// locate puts line and column before each problem, in the order of lines; what is
// doubled says the file, line and column where it stands first.
func locate(file string, tree *ast.File, list []centre.Problem) []string {
	type at struct {
		line, col int
		text      string
	}
	found := make([]at, 0, len(list))
	for _, p := range list {
		line, col := position(tree, p.Path)
		firstLine, firstCol := position(tree, p.First)
		first := fmt.Sprintf("%s:%d:%d", file, firstLine, firstCol)
		found = append(found, at{line, col, p.Path + ": " + p.Text(first)})
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].line < found[j].line })
	out := make([]string, len(found))
	for i, f := range found {
		out[i] = fmt.Sprintf("%d:%d: %s", f.line, f.col, f.text)
	}
	return out
}

// position finds the node of a path, or of the nearest one above it.
func position(tree *ast.File, path string) (line, col int) {
	if len(tree.Docs) == 0 {
		return 1, 1
	}
	node := ast.Node(tree.Docs[0].Body)
	line, col = 1, 1
	for _, step := range steps(path) {
		next := child(node, step)
		if next == nil {
			break
		}
		node = next
		if t := node.GetToken(); t != nil && t.Position != nil {
			line, col = t.Position.Line, t.Position.Column
		}
		if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
			if t := m.Values[0].Key.GetToken(); t != nil {
				line, col = t.Position.Line, t.Position.Column
			}
		}
	}
	return line, col
}

// steps splits services[0].ring into "services", 0, "ring".
func steps(path string) []any {
	var out []any
	for _, part := range strings.Split(path, ".") {
		name, rest, _ := strings.Cut(part, "[")
		if name != "" {
			out = append(out, name)
		}
		for rest != "" {
			n, after, _ := strings.Cut(rest, "]")
			if i, err := strconv.Atoi(n); err == nil {
				out = append(out, i)
			}
			rest = strings.TrimPrefix(after, "[")
		}
	}
	return out
}

func child(node ast.Node, step any) ast.Node {
	switch s := step.(type) {
	case int:
		if seq, ok := node.(*ast.SequenceNode); ok && s < len(seq.Values) {
			return seq.Values[s]
		}
	case string:
		for _, kv := range pairs(node) {
			if key(kv) == s {
				return kv.Value
			}
		}
	}
	return nil
}

func pairs(node ast.Node) []*ast.MappingValueNode {
	switch m := node.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	}
	return nil
}

func key(kv *ast.MappingValueNode) string { return kv.Key.GetToken().Value }

// gone are keys that were there once, and where what they said is now.
var gone = map[string]string{
	"http.frame_origins": "is set on screen now and counts at once: take it out here, and put the origins into the setting cti.frame_origins (Settings, All settings; or PUT /api/v1/settings/cti.frame_origins)",
}

// checkKeys finds keys that a type does not have, and values that cannot be read.
func checkKeys(node ast.Node, t reflect.Type, path string, out *[]centre.Problem) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if isText(t) {
		text := node.GetToken().Value
		if _, scalar := node.(ast.ScalarNode); !scalar {
			*out = append(*out, centre.Problem{Path: path, Message: "must be one value, not a list or a group"})
		} else if err := reflect.New(t).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
			*out = append(*out, centre.Problem{Path: path, Message: err.Error()})
		}
		return
	}
	if says := wrongForm(node, t); says != "" {
		*out = append(*out, centre.Problem{Path: path, Message: says})
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		fields := map[string]reflect.Type{}
		for f := range t.Fields() {
			fields[yamlName(f)] = f.Type
		}
		seen := map[string]bool{}
		for _, kv := range pairs(node) {
			k, at := key(kv), join(path, key(kv))
			ft, ok := fields[k]
			if !ok {
				said := "unknown key: allowed is " + strings.Join(yamlNames(t), ", ")
				if where, ok := gone[at]; ok {
					said = where
				}
				*out = append(*out, centre.Problem{Path: at, Message: said})
				continue
			}
			if seen[k] {
				*out = append(*out, centre.Problem{Path: at, Message: "stands here twice"})
			}
			seen[k] = true
			kv.Value = asWritten(kv.Value, ft)
			checkKeys(kv.Value, ft, at, out)
		}
	case reflect.Slice:
		if seq, ok := node.(*ast.SequenceNode); ok {
			for i, v := range seq.Values {
				seq.Values[i] = asWritten(v, t.Elem())
				checkKeys(seq.Values[i], t.Elem(), fmt.Sprintf("%s[%d]", path, i), out)
			}
		}
	case reflect.Map:
		for _, kv := range pairs(node) {
			kv.Value = asWritten(kv.Value, t.Elem())
			checkKeys(kv.Value, t.Elem(), join(path, key(kv)), out)
		}
	}
}

// wrongForm says what a value must be that is a list where a group belongs, text
// where a number belongs and the like; "" where the form is right.
func wrongForm(node ast.Node, t reflect.Type) string {
	switch node.Type() {
	case ast.NullType, ast.AliasType, ast.AnchorType, ast.TagType: // what they stand for is read later
		return ""
	}
	_, scalar := node.(ast.ScalarNode)
	if t.Kind() == reflect.Struct && scalar && reflect.PointerTo(t).Implements(reflect.TypeFor[yaml.InterfaceUnmarshaler]()) {
		if yaml.NodeToValue(node, reflect.New(t).Interface()) == nil {
			return ""
		}
		return fmt.Sprintf("%s is not a %s: write it, or a group of keys: %s", node.GetToken().Value, yamlNames(t)[0], strings.Join(yamlNames(t), ", "))
	}
	_, list := node.(*ast.SequenceNode)
	switch group := !scalar && !list; {
	case t.Kind() == reflect.Slice && !list:
		return "must be a list, such as [a, b] or a line with '- ' for each"
	case t.Kind() == reflect.Struct && !group:
		return "must be a group of keys, such as {" + yamlNames(t)[0] + ": ...}: allowed is " + strings.Join(yamlNames(t), ", ")
	case t.Kind() == reflect.Map && !group:
		return "must be a group, such as {orders: 1}"
	case t.Kind() == reflect.Int || t.Kind() == reflect.Uint64:
		if yaml.NodeToValue(node, reflect.New(t).Interface()) != nil || node.Type() != ast.IntegerType {
			return "must be a whole number" + map[bool]string{true: ", not below 0"}[t.Kind() == reflect.Uint64]
		}
	case t.Kind() == reflect.Bool && node.Type() != ast.BoolType:
		return "must be true or false"
	case t.Kind() == reflect.String && !scalar:
		return "must be one text, not a list or a group"
	}
	return ""
}

// writtenZeros are the paths of numbers and times for which 0 is written, though what is
// left out is another: where 0 is not in the range it is refused, as any other value.
func writtenZeros(node ast.Node, t reflect.Type, path string) (list []string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Struct:
		if f := t.Field(0); isZero(node, f.Type) { // a level that stands alone
			return []string{join(path, yamlName(f))}
		}
		fields := map[string]reflect.StructField{}
		for f := range t.Fields() {
			fields[yamlName(f)] = f
		}
		for _, kv := range pairs(node) {
			f, at := fields[key(kv)], join(path, key(kv))
			if d := defaultOf(f); d != "" && d != "0" && d != "0s" && isZero(kv.Value, f.Type) {
				list = append(list, at)
			}
			list = append(list, writtenZeros(kv.Value, f.Type, at)...)
		}
	case reflect.Slice:
		if seq, ok := node.(*ast.SequenceNode); ok {
			for i, v := range seq.Values {
				list = append(list, writtenZeros(v, t.Elem(), fmt.Sprintf("%s[%d]", path, i))...)
			}
		}
	case reflect.Map:
		for _, kv := range pairs(node) {
			list = append(list, writtenZeros(kv.Value, t.Elem(), join(path, key(kv)))...)
		}
	}
	return list
}

// isZero reports whether a number or a time of none is written.
func isZero(node ast.Node, t reflect.Type) bool {
	if _, scalar := node.(ast.ScalarNode); !scalar || node.Type() == ast.NullType {
		return false
	}
	switch {
	case t == reflect.TypeFor[centre.Duration]():
		d, err := time.ParseDuration(node.GetToken().Value)
		return err == nil && d == 0
	case t.Kind() == reflect.Int:
		n, err := strconv.ParseInt(node.GetToken().Value, 0, 64)
		return err == nil && n == 0
	}
	return false
}

// setZero makes what stands at a path 0.
func setZero(v reflect.Value, path []any) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if len(path) == 0 {
		v.SetZero()
		return
	}
	switch s := path[0].(type) {
	case int:
		if v.Kind() == reflect.Slice && s < v.Len() {
			setZero(v.Index(s), path[1:])
		}
	case string:
		switch v.Kind() {
		case reflect.Map:
			if was := v.MapIndex(reflect.ValueOf(s)); was.IsValid() {
				now := reflect.New(was.Type()).Elem()
				now.Set(was)
				setZero(now, path[1:])
				v.SetMapIndex(reflect.ValueOf(s), now)
			}
		case reflect.Struct:
			for f := range v.Type().Fields() {
				if yamlName(f) == s {
					setZero(v.FieldByIndex(f.Index), path[1:])
				}
			}
		}
	}
}

// asWritten returns what stands for text as text. Without quotes YAML reads 0212345670
// as an octal number and +8215880001 as one without its sign; telephone numbers,
// extensions and passwords are neither.
func asWritten(node ast.Node, t reflect.Type) ast.Node {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch node.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		if isText(t) || t.Kind() == reflect.String || t.Implements(reflect.TypeFor[interface{ YAMLText() }]()) {
			return ast.String(node.GetToken())
		}
	}
	return node
}

func join(path, k string) string {
	if path == "" {
		return k
	}
	return path + "." + k
}

func yamlNames(t reflect.Type) (names []string) {
	for f := range t.Fields() {
		names = append(names, yamlName(f))
	}
	return names
}

func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

// setDefaults fills plain keys from their default tags.
func setDefaults(v reflect.Value) {
	for f := range v.Type().Fields() {
		fv := v.FieldByIndex(f.Index)
		def, ok := f.Tag.Lookup("default")
		if u, isText := fv.Addr().Interface().(encoding.TextUnmarshaler); isText && ok {
			if err := u.UnmarshalText([]byte(def)); err != nil {
				panic("config: bad default of " + f.Name + ": " + err.Error()) // a tag of ours; a test reads every one
			}
			continue
		}
		switch {
		case fv.Kind() == reflect.Struct:
			setDefaults(fv)
		case ok && fv.Kind() == reflect.String:
			fv.SetString(def)
		case ok && fv.Kind() == reflect.Int:
			n, err := strconv.Atoi(def)
			if err != nil {
				panic("config: bad default of " + f.Name)
			}
			fv.SetInt(int64(n))
		}
	}
}
