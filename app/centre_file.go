package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/store"
)

// merged is what is configured once a file is applied: everything, and the rows
// that the file changes.
type merged struct {
	dir     Directory
	changed map[store.Kind]store.Changes
	left    []string // kind and id of what stays though the file names it no more
}

// merge lays a file over what is stored and checks the whole; it writes nothing.
func (c *Centre) merge(ctx context.Context, cfg *config.Config) (merged, error) {
	m := merged{dir: Directory{VIPs: cfg.VIPs, Profile: c.Profile(), named: map[store.Kind][]string{}}, changed: map[store.Kind]store.Changes{}}
	var services []fromFile[centre.Service]
	for _, s := range cfg.Services {
		services = append(services, fromFile[centre.Service]{s, s})
	}
	var agents []fromFile[centre.StoredAgent]
	for _, a := range cfg.Agents {
		agents = append(agents, fromFile[centre.StoredAgent]{struct {
			centre.Agent
			Realm string
		}{a, cfg.SIP.Realm}, a.Store(cfg.SIP.Realm, nil)})
	}
	var trunks []fromFile[centre.Trunk]
	for _, t := range cfg.Trunks {
		trunks = append(trunks, fromFile[centre.Trunk]{t, t})
	}
	var menus []fromFile[centre.Menu]
	for _, v := range cfg.Menus {
		menus = append(menus, fromFile[centre.Menu]{v, v})
	}
	var err error
	if m.dir.Menus, err = overlay(ctx, c.db, &m, store.Menus, menus, func(v centre.Menu) string { return v.ID }, (*centre.Menu).Fill); err != nil {
		return m, err
	}
	if m.dir.Services, err = overlay(ctx, c.db, &m, store.Services, services, serviceID, (*centre.Service).Fill); err != nil {
		return m, err
	}
	if m.dir.Agents, err = overlay(ctx, c.db, &m, store.Agents, agents, agentID, (*centre.StoredAgent).Fill); err != nil {
		return m, err
	}
	if m.dir.Trunks, err = overlay(ctx, c.db, &m, store.Trunks, trunks, trunkName, (*centre.Trunk).Fill); err != nil {
		return m, err
	}
	if err := c.readMore(ctx, &m.dir); err != nil {
		return m, err
	}
	c.music.know(m.dir.Sounds)
	m.dir.resolve()
	wrong := m.dir.problems()
	for _, p := range wrong {
		if p.Borne {
			c.log.Warn().Str("where", p.Path).Msg(p.Message)
		}
	}
	wrong = slices.DeleteFunc(wrong, func(p centre.Problem) bool { return p.Borne })
	if err := errors.Join(c.inFile(cfg, &m, wrong)...); err != nil {
		return m, fault.New(fault.Invalid, "what is configured, in the file and in the database together: %w", err)
	}
	return m, nil
}

// inFile are problems of a merged directory, each with the line of the configuration file
// where that is where it comes from.
func (c *Centre) inFile(cfg *config.Config, m *merged, wrong []centre.Problem) (errs []error) {
	var written, stored []centre.Problem
	for _, p := range wrong {
		at, ok := m.filePath(cfg, p.Path)
		if !ok || c.file == "" {
			stored = append(stored, p)
			continue
		}
		if first, ok := m.filePath(cfg, p.First); ok {
			p.First = first
		} else if p.First != "" {
			p.Message, p.First = p.Text(p.First), ""
		}
		p.Path = at
		written = append(written, p)
	}
	if len(written) > 0 {
		lines, err := config.Locate(c.file, written)
		if err == nil {
			err = &config.Error{File: c.file, Lines: lines}
		}
		errs = append(errs, err)
	}
	if err := invalid(stored); err != nil {
		errs = append(errs, err)
	}
	return errs
}

// filePath is the path in the file of a path of a merged directory, such as "service
// orders.menu" or "agents[3].id"; false where the thing is not what the file changes.
func (m *merged) filePath(cfg *config.Config, path string) (string, bool) {
	for _, k := range []struct {
		kind       store.Kind
		list, word string
		all, file  []string
	}{
		{store.Services, "services", "service ", idsOf(m.dir.Services, serviceID), idsOf(cfg.Services, serviceID)},
		{store.Menus, "menus", "menu ", idsOf(m.dir.Menus, menuID), idsOf(cfg.Menus, menuID)},
		{store.Agents, "agents", "agent ", idsOf(m.dir.Agents, agentID), idsOf(cfg.Agents, func(a centre.Agent) string { return a.ID })},
		{store.Trunks, "trunks", "trunk ", idsOf(m.dir.Trunks, trunkName), idsOf(cfg.Trunks, trunkName)},
	} {
		id, rest := "", ""
		if n, after, ok := strings.Cut(strings.TrimPrefix(path, k.list+"["), "]"); ok && strings.HasPrefix(path, k.list+"[") {
			if i, err := strconv.Atoi(n); err == nil && i < len(k.all) {
				id, rest = k.all[i], after
			}
		} else if named, ok := strings.CutPrefix(path, k.word); ok {
			for _, one := range k.all { // the longest: a dot may stand in an identifier
				if after, ok := strings.CutPrefix(named, one); ok && len(one) > len(id) && (after == "" || strings.ContainsRune(".[", rune(after[0]))) {
					id, rest = one, after
				}
			}
		}
		put := slices.ContainsFunc(m.changed[k.kind].Put, func(e store.Entity) bool { return e.ID == id })
		if i := slices.Index(k.file, id); i >= 0 && id != "" && put {
			return fmt.Sprintf("%s[%d]%s", k.list, i, rest), true
		}
	}
	return "", false
}

func idsOf[T any](list []T, id func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = id(v)
	}
	return out
}

// sayLeft logs, once, what stays though the file names it no more.
func (c *Centre) sayLeft(m merged) {
	if len(m.left) > 0 {
		c.log.Warn().Strs("kept", m.left).Msg("no longer in the configuration file, but kept: what is not wanted is deleted through the API")
	}
}

// fromFile is a thing of the file: as it is written, which tells whether the file
// changed, and as it is kept.
type fromFile[T any] struct {
	written any
	kept    T
}

// overlay returns everything of a kind, by id: what is stored, with what the file
// changed since it was applied last, which it notes in m. A thing that was edited
// or deleted on screen stays so until the file changes it. A service or agent that
// the file names no more stays, as if made on screen: people are not lost to a
// slip in an editor. A trunk goes: what it lets in is the file's to say.
func overlay[T any](ctx context.Context, db *store.DB, m *merged, k store.Kind,
	file []fromFile[T], id func(T) string, fill func(*T),
) ([]T, error) {
	stored, err := db.Entities(ctx, k)
	if err != nil {
		return nil, err
	}
	applied, err := db.FileHashes(ctx, k)
	if err != nil {
		return nil, err
	}
	things := map[string]T{}
	for _, e := range stored {
		var v T
		if err := json.Unmarshal(e.Data, &v); err != nil {
			return nil, fmt.Errorf("%s %q in the database is not readable: %w", k, e.ID, err)
		}
		fill(&v)
		things[e.ID] = v
	}
	var changes store.Changes
	named := map[string]bool{}
	for _, f := range file {
		named[id(f.kept)] = true
		hash, err := hashOf(f.written)
		if err != nil {
			return nil, err
		}
		if applied[id(f.kept)] == hash {
			continue
		}
		data, err := json.Marshal(f.kept)
		if err != nil {
			return nil, fmt.Errorf("encode %s %q: %w", k, id(f.kept), err)
		}
		changes.Put = append(changes.Put, store.Entity{ID: id(f.kept), Data: data, FileHash: hash})
		things[id(f.kept)] = f.kept
	}
	for _, key := range slices.Sorted(maps.Keys(applied)) {
		switch _, there := things[key]; {
		case named[key]:
		case k == store.Trunks: // nobody else makes them
			changes.Drop = append(changes.Drop, key)
			delete(things, key)
		default:
			changes.Leave = append(changes.Leave, key)
			if there {
				m.left = append(m.left, string(k)+" "+key)
			}
		}
	}
	m.changed[k] = changes
	m.dir.named[k] = slices.Sorted(maps.Keys(named))
	all := make([]T, 0, len(things))
	for _, key := range slices.Sorted(maps.Keys(things)) {
		all = append(all, things[key])
	}
	return all, nil
}

func hashOf(v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode: %w", err)
	}
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:16]), nil
}

// Reload implements web.Centre: it reads the key file and the configuration file again
// and applies what changed of keys, services, agents, trunks and VIPs. The rest needs a
// restart.
func (c *Centre) Reload(ctx context.Context) error {
	rekeyed, err := c.db.ReloadKeys(ctx)
	switch {
	case err != nil: // the rest does not depend on it
		c.log.Error().Err(err).Msg("the key file was not read again")
	case rekeyed:
		c.log.Info().Str("key", c.db.Keys().ID).Msg("another key seals from now on")
	}
	switch {
	case c.file != "":
		if ferr := c.reloadFile(ctx); ferr != nil {
			return ferr
		}
	case err == nil && !rekeyed:
		return fault.New(fault.Invalid, "there is no configuration file to read again")
	}
	return err
}

func (c *Centre) reloadFile(ctx context.Context) error {
	cfg, err := config.Load(c.file, c.music.wrong)
	if err != nil {
		return fault.New(fault.Invalid, "the configuration stays as it was: %w", err)
	}
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	cfg, fixed := c.cfg.Reloaded(cfg)
	if len(fixed) > 0 {
		c.log.Warn().Strs("keys", fixed).Msg("changed in the configuration file, but takes a restart: until then the old one counts")
	}
	m, err := c.merge(ctx, cfg)
	if err != nil {
		return err
	}
	if err := c.db.PutEntities(ctx, m.changed); err != nil {
		return err
	}
	c.cfg = cfg
	c.sayLeft(m)
	now := c.clock()
	cmds := differences(c.dir.asState(now), m.dir, now)
	err = errors.Join(c.become(m.dir), c.follow(ctx, cmds...))
	if err == nil {
		c.log.Info().Int("changes", len(cmds)).Msg("the configuration file was read again")
	}
	return err
}
