// Command callfloor runs a contact centre.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/callfloor/callfloor/app"
)

// Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.
const (
	exitFailed = 1
	exitUsage  = 2
)

type cli struct {
	Serve     serveCmd     `cmd:"" help:"Run the contact centre."`
	Config    configCmd    `cmd:"" help:"Print, check or explain the configuration."`
	Replay    replayCmd    `cmd:"" help:"Run the journal through the core again and show the floor it leads to."`
	Key       keyCmd       `cmd:"" help:"Change the key that numbers and secrets in the database are sealed with."`
	AccessLog accessLogCmd `cmd:"" name:"access-log" help:"Check the access log."`
	Simulate  simulateCmd  `cmd:"" help:"Run a provider of text messages that delivers nowhere and fails in every way, to try things out."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
}

type serveCmd struct {
	Config string `short:"c" type:"path" placeholder:"FILE" help:"Configuration file; left out: callfloor.yaml where it exists, else defaults."`
	Demo   bool   `help:"Run with simulated phones and callers on loopback, in a data folder of its own. Its ports are those of the configuration file (http.listen); one that is taken gives way to a free one, which is printed."`
}

type configCmd struct {
	Example  exampleCmd  `cmd:"" help:"Print a commented configuration that works as it stands."`
	Check    checkCmd    `cmd:"" help:"Check a configuration file; says file, line and what is allowed."`
	Describe describeCmd `cmd:"" help:"Print every key with type, default and meaning."`
}

type exampleCmd struct{}

type checkCmd struct {
	File string `arg:"" type:"path" help:"Configuration file."`
}

type describeCmd struct{}

type replayCmd struct {
	Config string `short:"c" type:"path" placeholder:"FILE" help:"Configuration file of the centre whose journal is read."`
	Events bool   `help:"Print every event, one JSON line each."`
	Until  uint64 `placeholder:"LSN" help:"Stop after this command."`
	Check  bool   `help:"Check every invariant after every command (slow)."`
}

type keyCmd struct {
	Rotate rotateCmd `cmd:"" help:"Add a new key; everything is sealed anew with it after a reload or restart."`
	Prune  pruneCmd  `cmd:"" help:"Take out former keys; refused while anything is sealed with them."`
}

type rotateCmd struct {
	Config string `short:"c" type:"path" placeholder:"FILE" help:"Configuration file of the centre."`
	File   string `type:"path" placeholder:"FILE" help:"Key file; left out: encryption.key_file of the configuration. For a credential of systemd: the file that it is made from."`
}

type pruneCmd struct {
	Config string `short:"c" type:"path" placeholder:"FILE" help:"Configuration file of the centre."`
	File   string `type:"path" placeholder:"FILE" help:"Key file, as for rotate."`
}

type accessLogCmd struct {
	Verify verifyCmd `cmd:"" help:"Check that no line was altered, taken out or put in; a program may run on the store."`
}

type verifyCmd struct {
	Config string `short:"c" type:"path" placeholder:"FILE" help:"Configuration file of the centre whose log is checked."`
	Head   string `placeholder:"HASH" help:"A head that was noted before: it must still be in the log."`
}

type versionCmd struct{}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		relaxTimers()
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, out, errOut io.Writer) int {
	var c cli
	exit := -1
	p, err := kong.New(&c, kong.Name("callfloor"),
		kong.Description("A contact centre in one program: SIP, agents, wallboard.\n\nTry it: callfloor serve --demo"),
		kong.Writers(out, errOut), kong.Exit(func(code int) { exit = code }), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(errOut, "callfloor:", err)
		return exitFailed
	}
	k, err := p.Parse(args)
	if exit >= 0 { // --help was answered
		return exit
	}
	if err != nil {
		fmt.Fprintf(errOut, "callfloor: %v\nSee: callfloor --help\n", err)
		return exitUsage
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	err = dispatch(ctx, k.Command(), &c, out, errOut)
	var usage *app.UsageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		fmt.Fprintln(errOut, usage.Error())
		return exitUsage
	}
	fmt.Fprintln(errOut, "callfloor:", err)
	return exitFailed
}

func dispatch(ctx context.Context, command string, c *cli, out, errOut io.Writer) error {
	switch command {
	case "serve":
		signal.Ignore(syscall.SIGPIPE) // who reads our output may go: what is running is ended in order all the same
		signals := make(chan os.Signal, 4)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer signal.Stop(signals)
		return app.Serve(ctx, app.ServeOptions{File: c.Serve.Config, Demo: c.Serve.Demo, Out: out, Log: errOut, Signals: signals})
	case "config example":
		return app.ConfigExample(out)
	case "config check <file>":
		return app.ConfigCheck(out, c.Config.Check.File)
	case "config describe":
		return app.ConfigDescribe(out)
	case "replay":
		return app.Replay(ctx, out, app.ReplayOptions{File: c.Replay.Config, Events: c.Replay.Events, Until: c.Replay.Until, Check: c.Replay.Check})
	case "key rotate":
		return app.RotateKey(out, c.Key.Rotate.Config, c.Key.Rotate.File)
	case "key prune":
		return app.PruneKeys(ctx, out, c.Key.Prune.Config, c.Key.Prune.File)
	case "access-log verify":
		return app.VerifyAccessLog(ctx, out, c.AccessLog.Verify.Config, c.AccessLog.Verify.Head)
	case "simulate nhn":
		return c.Simulate.NHN.run(ctx, out, errOut)
	case "simulate smpp":
		return c.Simulate.SMPP.run(ctx, out, errOut)
	case "version":
		_, err := fmt.Fprintln(out, "callfloor", app.Build())
		return err
	}
	return fmt.Errorf("unknown command %q", command)
}
