package config

import "reflect"

// Reloaded is the configuration once the file is read again: of to, what takes
// effect at once (trunks, services, agents, VIPs), and c for the rest. Fixed are
// the keys of that rest that differ: they take a restart.
func (c *Config) Reloaded(to *Config) (_ *Config, fixed []string) {
	now := *c
	old, read, next := reflect.ValueOf(c).Elem(), reflect.ValueOf(to).Elem(), reflect.ValueOf(&now).Elem()
	for i := range old.NumField() {
		switch key := old.Type().Field(i).Tag.Get("yaml"); key {
		case "trunks", "menus", "services", "agents", "vips":
			next.Field(i).Set(read.Field(i))
		case "http", "metrics", "sip", "media", "encryption", "log", "limits", "desk":
			for j := range old.Field(i).NumField() {
				if !reflect.DeepEqual(old.Field(i).Field(j).Interface(), read.Field(i).Field(j).Interface()) {
					fixed = append(fixed, key+"."+old.Field(i).Type().Field(j).Tag.Get("yaml"))
				}
			}
		default:
			if !reflect.DeepEqual(old.Field(i).Interface(), read.Field(i).Interface()) {
				fixed = append(fixed, key)
			}
		}
	}
	return &now, fixed
}
