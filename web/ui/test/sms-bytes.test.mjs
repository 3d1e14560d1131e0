// How long a text is for the gateways, as the browser counts it. That the server counts the
// same, character by character, is held by sms/internal/browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { count, limits, widthOf } from "../js/sms/bytes.js";

/** What a count says, in short. @param {string} text */
const said = (text) => { const { bytes, bad, unsure } = count(text); return [bytes, bad.map((one) => `${one.char}${one.at}/${one.index}`).join(" "), unsure.map((one) => `${one.char}${one.at}`).join(" ")]; };

test("Hangul is 2, ASCII 1, LF 1 and CRLF 2, after NFC", () => {
  assert.deepEqual(["", "가나", "ab 1", "a\nb", "a\r\nb", "\u1112\u1161\u11ab", "€™①㈜…’“☎℃㎡漢", "a\tb"].map((text) => count(text).bytes), [0, 4, 4, 3, 4, 2, 22, 3]);
});

test("what cannot be sent is named with its place, also behind characters of two units", () => {
  assert.deepEqual(said("a–b•"), [2, "–1/1 •3/3", ""]);
  assert.deepEqual(said("😀é ok\u00a0"), [3, "😀0/0 é1/2 \u00a05/6", ""]);
  assert.deepEqual(said("e\u0301"), [0, "é0/0", ""]);
  assert.deepEqual(said("\u0000\u007f"), [0, "\u00000/0 \u007f1/1", ""]);
});

test("what is outside KS X 1001 counts 2 and may not arrive", () => {
  assert.deepEqual(said("똠방뷁펲"), [8, "", "똠0 뷁2 펲3"]);
});

test("the boundaries of SMS, MMS and its title", () => {
  assert.deepEqual(limits, { sms: 90, mms: 2000, title: 40 });
  assert.deepEqual([count("가".repeat(45)).bytes, count(`${"가".repeat(45)}a`).bytes, count("가".repeat(1000)).bytes, count(`${"가".repeat(1000)}a`).bytes], [90, 91, 2000, 2001]);
});

test("every syllable has a code, halves of pairs and what is beyond the plane have none", () => {
  for (let code = 0xac00; code <= 0xd7a3; code++) assert.ok(widthOf(code) >= 2, code.toString(16));
  for (const code of [0xd800, 0xdfff, 0xfffd, 0xffff, 0x10000, 0x1f600]) assert.equal(widthOf(code), 0);
});

test("the table is small: pages load it", async () => {
  assert.ok((await readFile(new URL("../js/sms/table.js", import.meta.url))).length < 8000);
});
