package app

import (
	"slices"
	"strings"
	"sync"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/web"
)

// promptTexts are what the program says by itself, in the order of prompts/texts.tsv, which
// scripts/prompts speaks.
var promptTexts = sync.OnceValue(func() (all []web.Prompt) {
	data, err := ownPrompts.ReadFile("prompts/texts.tsv")
	if err != nil {
		return nil // it is embedded
	}
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 3 {
			continue // TestPromptTexts finds it
		}
		name := centre.SayPrefix + cells[0]
		all = append(all, web.Prompt{Name: name, Text: web.PromptText{Ko: cells[1], En: cells[2]}, Choice: slices.Contains(centre.OwnPrompts, name)})
	}
	return all
})

// Prompts implements web.Centre.
func (c *Centre) Prompts() []web.Prompt { return promptTexts() }

// Prompt implements web.Centre.
func (c *Centre) Prompt(language, name string) ([]byte, error) {
	name = strings.TrimPrefix(name, centre.SayPrefix)
	if !slices.ContainsFunc(promptTexts(), func(p web.Prompt) bool { return p.Name == centre.SayPrefix+name }) {
		return nil, fault.New(fault.NotFound, "there is no prompt %q of the program's own: see GET /prompts", name)
	}
	return ownPrompts.ReadFile("prompts/" + language + "/" + name + ".wav")
}
