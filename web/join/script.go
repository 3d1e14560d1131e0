package join

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// scriptTarget is what browsers of other sites' visitors read: those of the last years.
const scriptTarget = api.ES2021

// Script joins a module and all that it imports into one script for pages of other sites.
// It leaves no name behind and needs nothing else: a style that a module imports is text in
// it. There is no import() in it.
func Script(files fs.FS, name string) ([]byte, error) {
	built := api.Build(api.BuildOptions{
		EntryPoints:       []string{"/" + name},
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            scriptTarget,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsEndOfFile,
		AbsWorkingDir:     "/",
		TsconfigRaw:       "{}",
		Outfile:           "/" + path.Base(name),
		LogLevel:          api.LogLevelSilent,
		Plugins:           []api.Plugin{stylesAsText(files), embedded(files, "")},
	})
	if len(built.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(built.Errors, api.FormatMessagesOptions{}), ""))
	}
	return built.OutputFiles[0].Contents, nil
}

// stylesAsText gives the module that imports a style its text, without what only people
// read.
func stylesAsText(files fs.FS) api.Plugin {
	return api.Plugin{Name: "styles", Setup: func(b api.PluginBuild) {
		b.OnLoad(api.OnLoadOptions{Filter: `\.css$`, Namespace: "ui"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			data, err := fs.ReadFile(files, strings.TrimPrefix(a.Path, "/"))
			if err != nil {
				return api.OnLoadResult{}, err
			}
			small := api.Transform(string(data), api.TransformOptions{Loader: api.LoaderCSS, MinifyWhitespace: true, MinifySyntax: true, Charset: api.CharsetUTF8})
			text := string(small.Code)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderText, Errors: small.Errors}, nil
		})
	}}
}
