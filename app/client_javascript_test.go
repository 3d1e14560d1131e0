package app

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The client for JavaScript, as programs use it that run without a browser: a request,
// a refusal, and events that go on after the connection was lost.
func TestClientForJavaScript(t *testing.T) {
	r := start(t, t.TempDir())
	module, err := filepath.Abs("../web/ui/embed/client.js")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "--experimental-websocket", "--input-type=module", "-e", `
		import { Callfloor, CallfloorError } from "file://`+module+`";
		const centre = new Callfloor({ url: "http://`+r.httpAddr+`", key: "`+testKey+`" });
		const agents = await centre.agents();
		console.log("agents", agents.map((a) => a.id).join(" "));
		await centre.setState("kim", "nonsense").catch((e) => console.log("refused", e instanceof CallfloorError, e.status, e.code));
		const no = "nothing", controls = {
			answer: [no], reject: [no], hangUp: [no], abusive: [no], hold: [no, true], mute: [no, true], sendKeys: [no, "1"],
			transfer: [no, { agent: "lee" }], consult: [no, { agent: "lee" }], talkTo: [no, "customer"], complete: [no], join: [no], endConsult: [no],
			extendWrapUp: [no, 10], dial: [no, "1002"], agent: [no],
		};
		const own = Object.getOwnPropertyNames(Callfloor.prototype).filter((name) => !["constructor", "request", "agents", "snapshot", "setState", "events"].includes(name));
		console.log("all", own.sort().join() === Object.keys(controls).sort().join());
		for (const [name, args] of Object.entries(controls)) {
			await centre[name](...args).then(() => console.log("done", name), (e) => { if (e.status !== 404 || !e.message.includes("nothing")) console.log("wrong", name, e.status, e.message); });
		}
		const now = await centre.snapshot();
		console.log("snapshot", now.agents.length, now.calls.length, typeof now.seq);
		const later = () => { const p = {}; p.promise = new Promise((resolve) => { p.resolve = resolve; }); return p; };
		const first = later(), second = later();
		const stop = centre.events({ types: ["agent."] }, (event) => {
			if (event.reason === "meal") first.resolve(event);
			if (event.reason === "rest") second.resolve(event);
		});
		const again = setInterval(() => centre.setState("kim", "not_ready", "away").then(() => centre.setState("kim", "not_ready", "meal")), 200);
		const heard = await first.promise;
		clearInterval(again);
		console.log("heard", heard.type, heard.agent, heard.state);
		await centre.setState("kim", "not_ready", "rest");
		console.log("then", (await second.promise).reason);
		stop();
	`)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	if strings.Contains(string(out), "wrong") || strings.Contains(string(out), "done") {
		t.Errorf("what names no call or agent:\n%s", out)
	}
	for _, want := range []string{"agents kim lee", "all true", "snapshot 2 0 number", "refused true 422 invalid", "heard agent.state_changed kim not_ready", "then rest"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
}
