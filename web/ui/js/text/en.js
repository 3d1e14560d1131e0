// English, with the same keys as ko.js.
import { deskEn } from "./desk.en.js";


/** @type {Record<keyof typeof import("./ko.js").ko, string>} */
export const en = {
  "language": "Language", "theme": "Theme", "theme.light": "Light", "theme.dark": "Dark", "theme.system": "System",
  "logout": "Log out", "retry": "Try again", "cancel": "Cancel", "loading": "Loading",

  "state.ready": "Ready", "state.ringing": "Ringing", "state.talking": "On call", "state.hold": "Hold",
  "state.dialing": "Dialing", "state.talking_outbound": "O/B call", "state.wrap_up": "Wrap-up",
  "state.not_ready": "Away", "state.logged_out": "Off",
  "reason.preparing": "Preparing", "reason.meal": "Meal", "reason.rest": "Break", "reason.away": "Away",
  "reason.training": "Training", "reason.interview": "Coaching", "reason.meeting": "Meeting", "reason.other": "Task",
  "reason.no_answer": "No answer", "reason.unreachable": "Phone lost",
  "phase.in_menu": "In the menu", "phase.waiting": "Waiting", "phase.offered": "Ringing", "phase.connecting": "Connecting", "phase.connected": "On call",
  "phase.dialing_out": "Dialing", "phase.talking_out": "O/B call",

  "board.title": "Wallboard", "board.views": "Views",
  "board.services": "Services", "board.agents": "Agents", "board.floor": "Floor",
  "board.pin": "Pin view", "board.unpin": "Unpin", "board.popout": "Pop out", "board.fullscreen": "Full screen",
  "board.sound_on": "Sound on", "board.sound_off": "Sound off", "board.tools": "Wallboard tools",
  "board.asof": "as of {time}",
  "board.connecting": "Connecting to the server", "board.unreachable": "The server cannot be reached",
  "board.stale": "No new figures", "board.lost": "Connection lost",
  "board.asof_screen": "figures of {time}", "board.reconnecting": "reconnecting",
  "board.refused": "This board cannot be shown", "board.refused_why": "The right to this board is missing or was revoked. Please ask an administrator.",
  "board.login": "Log in",
  "board.login_needed": "Please log in", "board.login_needed_why": "The wallboard shows only while you are logged in. For a screen on a wall, ask an administrator for its own address.",
  "board.no_cti": "There is no CTI connection", "board.no_cti_why": "Agents see the wallboard only while logged in to the floor. Start work at the desk, then try again.",
  "board.skew": "This screen's clock is {n} s off the server's. Figures use server time.",
  "board.empty": "No services to show", "board.empty_why": "A service appears here as soon as it is created.",
  "board.empty_agents": "No agents to show", "board.empty_agents_why": "Agents appear here once they serve a service.",
  "board.alerts": "{n} {n:alert|alerts}", "board.callbacks": "Callbacks to make",

  "col.service": "Service", "col.waiting": "Waiting", "col.longest": "Longest wait", "col.offered": "Offered",
  "col.answered": "Answered", "col.abandoned": "Abandoned", "col.answer_rate": "Ans. rate", "col.service_level": "Serv. level",
  "col.login": "Login", "col.ready": "Ready", "col.on_call": "Calls", "col.outbound": "O/B", "col.away": "Away",
  "short.waiting": "Wait", "short.longest": "Longest", "short.offered": "Offer", "short.answered": "Ans.", "short.abandoned": "Aban.",
  "tot.abandoned": "Abandoned", "tot.on_call": "On call", "tot.answer_rate": "Answer rate", "tot.service_level": "Service level", "tot.outbound": "Outbound", "tot.away": "Break · wrap-up",
  "tot.login": "Logged in", "tot.limit": "limit {time}", "tot.target": "{target}% in {seconds} s",
  "alert.longest_wait": "Longest wait", "alert.nobody_ready": "Nobody ready", "alert.service_level": "Service level",
  "level.warn": "warning", "level.bad": "alarm", "level.good": "normal",

  "waits": "Waiting for", "waits.10": "< 10 s", "waits.20": "< 20 s", "waits.30": "< 30 s", "waits.60": "< 60 s", "waits.more": "≥ 60 s",
  "notice": "Notice",

  "tip.promised": "{n} to be called back in turn, not counted here",
  "tip.waits": "under 10 s {w0} · under 20 s {w1} · under 30 s {w2} · under 60 s {w3} · 60 s or more {w4}",
  "tip.waiting": "Customers waiting for an agent now, ringing included",
  "tip.longest": "Now − since when the one waits who waits longest",
  "tip.offered": "Calls that entered the queue today · turned away: closed {closed}, full {full}",
  "tip.answered": "Calls connected to an agent · {in_level} within {level} s",
  "tip.abandoned": "Callers who hung up while waiting or ringing",
  "tip.answer_rate": "Answered {answered} ÷ offered {offered} × 100",
  "tip.rest": "The other {rest}: waiting {waiting} · overflow {overflow} · timed out {timeout} · callback {callback} · moved {moved} · lost {lost}",
  "tip.service_level": "Answered within {level} s {in_level} ÷ offered {offered} × 100 · target {target}%",
  "tip.login": "Ready {ready} + on call {on_call} + outbound {outbound} + break or wrap-up {away}",
  "tip.ready": "Agents who can take a call", "tip.on_call": "Agents talking or ringing",
  "tip.outbound": "Agents on outbound calls or dialing", "tip.away": "Agents on break, at other work or in wrap-up",
  "error.unreachable": "The server cannot be reached. Please try again shortly.", "error.other": "That did not work: {detail}",

  "nav.places": "Places", "nav.desk": "Desk", "nav.floor": "Floor", "nav.customers": "Customers", "nav.sms": "Messages", "nav.sms_unread": "{n} unread", "nav.admin": "Settings",
  "nav.chat": "Chat", "nav.chat_unread": "{n} {n:chat|chats} to answer", "home.chat_why": "Chats by status, and answering", "home.chat_begin": "Begin with chats", "home.chat_begin_why": "Put a chat into your pages, step by step", "chat.new": "A new chat", "chat.message": "A customer has written", "nav.monitor": "Monitor", "nav.monitor_path": "Consultations › Manager › Live monitoring", "home.monitor": "Live monitoring", "home.monitor_why": "Consultations › Manager. Who waits and who answers, in a window of its own", "home.supervise_why": "Looking on at chats of agents and customers", "nav.supervise": "Supervise",
  "nav.callbacks": "Callbacks", "nav.callbacks_own": "{n} of mine to do", "home.callbacks_why": "The list, who has which, the report",
  "callbacks.new": "A callback was registered", "callbacks.waiting": "{n} unassigned", "callbacks.no_number": "No number", "callbacks.given": "A callback is assigned to you", "callbacks.alert_registered": "When a callback is registered", "callbacks.alert_assigned": "When a callback is assigned to me", "callbacks.open": "Open callbacks",
  "home.title": "Home", "home.hello": "Hello, {name}", "home.wallboard": "Wallboard", "home.wallboard_why": "Services and agents at a glance",
  "home.desk": "Agent desk", "home.desk_why": "Your state and incoming calls",
  "home.floor_why": "See and steer services, agents and calls", "home.sms_why": "Send messages, see what became of them, answer customers", "home.customers_why": "Find, change, merge and export them", "home.admin_why": "Services, agents, rights and the system",
  "home.notice": "Notice on every wallboard", "home.notice_none": "No notice", "home.notice_place": "Place of the notice", "home.notice_top": "Top", "home.notice_bottom": "Bottom",
  "home.notice_show": "Show", "home.notice_clear": "Take away", "home.notice_on": "Every wallboard shows it now.", "home.notice_off": "The notice is gone.",
 
  "home.agent": "Agent", "home.anonymous": "No caller id",
  "role.administrator": "Administrator", "role.manager": "Manager", "role.agent": "Agent",
  "link.ok": "Live", "link.connecting": "Connecting", "link.stale": "Delayed", "link.lost": "Disconnected", "link.refused": "Not allowed",

  "locking.title": "The screen locks soon", "locking.minute": "The screen locks in 1 minute", "locking.seconds": "The screen locks in {n} {n:second|seconds}",
  "locking.why": "Nothing has been done here for a while. Go on typing or click to stay.", "locking.go_on": "Stay",

  ...deskEn,

  "time.ms": "{m} min {s} s", "time.hms": "{h} h {m} min {s} s",
};
