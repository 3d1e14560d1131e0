package sms

import (
	"path"
	"strings"
	"time"
)

// StoredImage is an image as it is kept.
type StoredImage struct {
	ID      string    `json:"id"`
	Name    string    `json:"name" doc:"as recipients may see it" example:"event.jpg"`
	Bytes   int       `json:"bytes"`
	Width   int       `json:"width" doc:"pixels" example:"640"`
	Height  int       `json:"height" doc:"pixels" example:"480"`
	Created time.Time `json:"created_at"`
	By      string    `json:"created_by" example:"user:hana.kim"`
	Data    []byte    `json:"-"`
}

// longestImageName is how long the name of an image is, with .jpg.
const longestImageName = 45

// ImageName makes the name of an uploaded file one that every provider takes: letters,
// digits, - and _, and .jpg behind.
func ImageName(file string) string {
	base := strings.TrimSuffix(path.Base(strings.ReplaceAll(file, `\`, "/")), path.Ext(file))
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return -1
	}, base)
	if name == "" {
		name = "image"
	}
	return cut(name, longestImageName-len(".jpg")) + ".jpg"
}
