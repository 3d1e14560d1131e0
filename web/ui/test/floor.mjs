// A made-up contact centre for the pages' tests: rows as the live socket sends
// them. Deterministic: the same arguments give the same floor.
const minute = 60_000;

const serviceNames = [
  ["대표상담", "General"], ["주문·결제", "Orders"], ["배송문의", "Delivery"], ["교환·반품", "Returns"], ["환불·취소", "Refunds"], ["회원·로그인", "Accounts"],
  ["멤버십", "Membership"], ["상품문의", "Products"], ["설치예약", "Installation"], ["A/S 접수", "Repairs"], ["VIP 전담", "VIP desk"], ["법인고객", "Business"],
  ["기술지원", "Tech support"], ["렌탈상담", "Rentals"], ["정기구독", "Subscriptions"], ["포인트", "Points"], ["이벤트", "Events"], ["앱 이용문의", "App help"],
  ["해외배송", "Overseas"], ["새벽배송", "Dawn delivery"], ["매장픽업", "Pick-up"], ["기프트카드", "Gift cards"], ["보험청구", "Claims"], ["제휴·입점", "Partners"],
  ["불만접수", "Complaints"], ["외국어(영어)", "English"], ["외국어(중국어)", "Chinese"], ["해지상담", "Retention"], ["예약변경", "Rebooking"], ["심야상담", "Night desk"],
];
const families = [["강", "Kang"], ["권", "Kwon"], ["김", "Kim"], ["류", "Ryu"], ["박", "Park"], ["서", "Seo"], ["송", "Song"], ["신", "Shin"], ["안", "Ahn"], ["오", "Oh"],
  ["윤", "Yoon"], ["이", "Lee"], ["임", "Lim"], ["장", "Jang"], ["정", "Jung"], ["조", "Cho"], ["최", "Choi"], ["한", "Han"], ["홍", "Hong"], ["황", "Hwang"]];
const givens = [["정우", "Jungwoo"], ["준서", "Junseo"], ["하은", "Haeun"], ["건우", "Geonwoo"], ["나연", "Nayeon"], ["다인", "Dain"], ["소율", "Soyul"], ["승현", "Seunghyun"],
  ["채원", "Chaewon"], ["가은", "Gaeun"], ["미래", "Mirae"], ["태민", "Taemin"], ["현우", "Hyunwoo"], ["보경", "Bokyung"], ["서연", "Seoyeon"], ["동현", "Donghyun"],
  ["영재", "Youngjae"], ["지후", "Jihu"], ["은채", "Eunchae"], ["도윤", "Doyun"], ["유나", "Yuna"], ["성훈", "Sunghoon"], ["혜진", "Hyejin"], ["민준", "Minjun"], ["시우", "Siwoo"]];

/** [state, reason, family, share of the floor, time limits] */
const states = [
  ["ready", "", "ready", 16], ["ringing", "", "ring", 4], ["talking", "", "talk", 40], ["talking", "held", "hold", 3], ["dialing", "", "dial", 2],
  ["talking_outbound", "", "out", 9], ["wrap_up", "", "wrap", 11], ["not_ready", "rest", "away", 5], ["not_ready", "meal", "away", 3],
  ["not_ready", "meeting", "away", 2], ["not_ready", "training", "away", 2], ["not_ready", "away", "away", 1], ["not_ready", "other", "away", 1],
  ["not_ready", "interview", "away", 1], ["not_ready", "preparing", "away", 1], ["not_ready", "no_answer", "away", 1], ["logged_out", "", "off", 1],
];

/** A generator of numbers in [0, 1) (mulberry32). */
export function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const bandAbove = (rate, good, bad) => (rate === null ? "" : rate >= good ? "good" : rate < bad ? "bad" : "warn");
const rate = (part, all) => (all ? Math.round((part / all) * 1000) / 10 : null);
const bucketOf = { ready: "ready", ring: "on_call", talk: "on_call", hold: "on_call", dial: "outbound", out: "outbound", wrap: "away", away: "away" };

/** A floor of n services and m agents at server time now. */
export function makeFloor(n, m, { now = Date.now(), seed = 7, calm = false } = {}) {
  const next = random(seed);
  const services = Array.from({ length: n }, (_, i) => service(i, now, next, calm));
  const agents = Array.from({ length: m }, (_, i) => agent(i, services, now, next, calm));
  const floor = { services, agents, calls: [], now };
  floor.calls = calls(floor, now, next);
  count(floor);
  return floor;
}

function service(i, now, next, calm) {
  const [ko, en] = serviceNames[i % serviceNames.length];
  const more = i >= serviceNames.length ? ` ${Math.floor(i / serviceNames.length) + 1}` : "";
  const troubled = !calm && i % 8 === 2, uneasy = !calm && i % 8 === 3;
  const offered = 40 + Math.floor(next() * 540);
  const waiting = troubled ? 4 + Math.floor(next() * 4) : uneasy ? 3 : Math.floor(next() * 3);
  const abandoned = Math.floor(offered * (troubled ? 0.1 : 0.02 * next()));
  const answered = Math.max(0, offered - abandoned - waiting - (troubled ? 3 : 0));
  const inLevel = Math.floor(answered * (troubled ? 0.58 : uneasy ? 0.82 : 0.9 + next() * 0.08));
  const row = {
    id: `s${String(i).padStart(2, "0")}`, name: { ko: ko + more, en: en + more }, target: 80, level_ms: 20_000, waiting, promised: 0,
    offered, answered, in_level: inLevel, abandoned, left: { overflow: 0, timeout: 0, callback: offered - answered - abandoned - waiting, moved: 0, lost: 0 },
    refused: { closed: 0, full: 0 }, nobody: false, agents: { login: 0, ready: 0, on_call: 0, outbound: 0, away: 0 },
  };
  if (waiting > 0) row.oldest = now - (troubled ? 134_000 - i * 1000 : uneasy ? 47_000 : 3000 + Math.floor(next() * 12_000));
  return derive(row, now);
}

/** Recomputes what the server derives from a service's counts. */
export function derive(row, now) {
  row.answer_rate = rate(row.answered, row.offered);
  row.answer_band = bandAbove(row.answer_rate, 85, 70);
  row.service_level = rate(row.in_level, row.offered);
  row.level_band = bandAbove(row.service_level, row.target, 60);
  const wait = row.oldest ? now - row.oldest : 0;
  row.waits = waits(row, now);
  row.wait_band = !row.oldest ? "" : wait >= 3 * row.level_ms ? "bad" : wait >= row.level_ms ? "warn" : "good";
  return row;
}

/** Those who wait by how long: they came seven seconds apart, as in calls(). */
function waits(row, now) {
  const buckets = [0, 0, 0, 0, 0];
  for (let i = 0; i < row.waiting; i++) {
    const waited = Math.max(0, now - (row.oldest ?? now) - i * 7000);
    buckets[[10_000, 20_000, 30_000, 60_000, Infinity].findIndex((limit) => waited < limit)]++;
  }
  return buckets;
}

function pick(next) {
  let left = next() * states.reduce((sum, s) => sum + s[3], 0);
  return states.find((s) => (left -= s[3]) < 0) ?? states[0];
}

function agent(i, services, now, next, calm) {
  const [family, familyEn] = families[i % families.length], [given, givenEn] = givens[(i * 7 + Math.floor(i / 20)) % givens.length];
  const [state, reason, key] = pick(next);
  const spans = { ring: 9_000, talk: 8 * minute, hold: 40_000, dial: 15_000, out: 6 * minute, wrap: 100_000, ready: 3 * minute, away: 25 * minute, off: 60 * minute };
  let ago = 1000 + Math.floor(next() * spans[key]);
  let band = "good";
  if (!calm && key === "wrap" && i % 9 === 4) [ago, band] = [252_000, "bad"];
  if (!calm && key === "talk" && i % 23 === 3) [ago, band] = [21 * minute + 14_000, "bad"];
  if (!calm && key === "wrap" && i % 9 === 5) [ago, band] = [141_000, "warn"];
  const mine = services.length ? [...new Set([i % services.length, (i * 5 + 1) % services.length])].map((s) => services[s].id) : [];
  const row = {
    id: `a${String(i).padStart(3, "0")}`, name: family + given, name_en: `${givenEn} ${familyEn}`, extension: String(2100 + i), team: "1팀", services: mine,
    state, reason: state === "not_ready" ? reason : "", since: now - ago, reachable: true, band,
    today: { day_at: now - 8 * 60 * minute, offered: 20 + i % 9, answered: 18 + i % 9, missed: i % 3, outbound: i % 5, talks: 18 + i % 9 + i % 5,
      ready_ms: 40 * minute, ring_ms: minute, talk_ms: 95 * minute, dial_ms: 0, talk_out_ms: 12 * minute, wrap_ms: 20 * minute, not_ready_ms: 30 * minute, away_ms: 10 * minute, login_ms: 198 * minute },
  };
  if (reason === "held") row.held_since = row.since;
  if (["ringing", "talking", "wrap_up"].includes(state)) row.service = mine[0];
  return row;
}

export const keyOf = (row) => (row.held_since ? "hold"
  : { ready: "ready", ringing: "ring", talking: "talk", dialing: "dial", talking_outbound: "out", wrap_up: "wrap", not_ready: "away", logged_out: "off" }[row.state]);

function calls({ services, agents }, now, next) {
  const list = [];
  for (const s of services) {
    for (let i = 0; i < s.waiting; i++) {
      list.push({ id: `c-${s.id}-${i}`, service: s.id, phase: "waiting", caller: `010-****-${1000 + Math.floor(next() * 9000)}`, priority: 0, entered: s.oldest + i * 7000, since: s.oldest + i * 7000 });
    }
  }
  for (const a of agents) {
    if (a.state !== "talking") continue;
    a.call = `c-${a.id}`;
    list.push({ id: a.call, service: a.service, phase: "connected", caller: `010-****-${1000 + Math.floor(next() * 9000)}`, priority: 0, entered: a.since - 12_000, waited_ms: 12_000, since: a.since, agent: a.id, held_since: a.held_since, held_by: a.held_since ? ["agent"] : undefined });
  }
  return list;
}

/** Recounts agents per service, totals and alerts, as the server derives them. */
export function count(floor) {
  const states = { ready: 0, ring: 0, talk: 0, hold: 0, dial: 0, out: 0, wrap: 0, away: 0 };
  for (const s of floor.services) s.agents = { login: 0, ready: 0, on_call: 0, outbound: 0, away: 0 };
  for (const a of floor.agents) {
    const key = keyOf(a);
    if (key === "off") continue;
    states[key]++;
    for (const s of floor.services.filter((s) => a.services.includes(s.id))) {
      s.agents.login++;
      s.agents[bucketOf[key]]++;
    }
  }
  for (const s of floor.services) s.nobody = s.waiting > 0 && s.agents.ready === 0;
  floor.effort = effort(floor);
  floor.totals = totals(floor, states);
  floor.serviceAlerts = floor.services.flatMap((s) => [
    ...(s.wait_band === "bad" ? [{ id: `longest_wait:${s.id}`, kind: "longest_wait", level: "bad", service: s.id, since: s.oldest }] : []),
    ...(s.level_band === "bad" ? [{ id: `service_level:${s.id}`, kind: "service_level", level: "bad", service: s.id, value: s.service_level }] : [])]);
  floor.agentAlerts = floor.agents.filter((a) => a.band === "bad").map((a) => ({ id: `agent_time:${a.id}`, kind: "agent_time", level: "bad", agent: a.id, since: a.since }));
}

/** Every agent as every other one sees it. */
export const colleagues = ({ agents }) => agents.map(({ id, name, name_en, extension, team, state, reason, since, held_since, reachable, band }) => ({ id, name, name_en, extension, team, state, reason, since, held_since, reachable, band }));

/** Calls of all agents today, and of the one with most, as the server adds them up. */
function effort({ agents }) {
  const all = { agents: 0, in: 0, out: 0, best_in: 0, best_out: 0 };
  for (const { state, today } of agents) {
    if (state === "logged_out" && today.login_ms === 0) continue;
    all.agents++;
    all.in += today.answered;
    all.out += today.outbound;
    if (today.answered + today.outbound > all.best_in + all.best_out) [all.best_in, all.best_out] = [today.answered, today.outbound];
  }
  return all;
}

function totals(floor, states) {
  const sum = (of) => floor.services.reduce((all, s) => all + of(s), 0);
  const oldest = Math.min(...floor.services.map((s) => s.oldest ?? Infinity));
  const of = { target: 80, level_ms: 20_000, wait_bad_ms: 60_000, waiting: sum((s) => s.waiting), promised: sum((s) => s.promised ?? 0), offered: sum((s) => s.offered), answered: sum((s) => s.answered),
    in_level: sum((s) => s.in_level), abandoned: sum((s) => s.abandoned), left: { overflow: 0, timeout: 0, callback: sum((s) => s.left.callback), moved: 0, lost: 0 },
    refused: { closed: 0, full: 0 }, states, agents: { login: 0, ready: 0, on_call: 0, outbound: 0, away: 0 } };
  if (Number.isFinite(oldest)) of.oldest = oldest;
  for (const [key, n] of Object.entries(states)) {
    of.agents.login += n;
    of.agents[bucketOf[key]] += n;
  }
  return { ...derive(of, floor.now), waits: [0, 1, 2, 3, 4].map((i) => sum((s) => s.waits[i])) };
}
