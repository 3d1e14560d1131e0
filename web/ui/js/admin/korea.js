// The public holidays of Korea, computed: what stands in the Act on Public Holidays and
// the Regulations on Public Holidays of Government Offices as of 2026, with substitute
// holidays. Days of the lunar calendar come from the browser's own Korean calendar.
// Election days and those that the government declares are known to nobody beforehand.

/** The first year whose holidays are those of these rules: Labor Day and Constitution Day came in 2026. */
export const firstYear = 2026;

/** @typedef {{date: string, name: {ko: string, en: string}}} Holiday */
/** @typedef {"none"|"weekend"|"sunday"} Substitute which days of the week a holiday is given back for; each but "none" also for another holiday on its day */

/** @type {[month: number, day: number, ko: string, en: string, Substitute][]} */
const solar = [
  [1, 1, "신정", "New Year's Day", "none"], [3, 1, "삼일절", "Independence Movement Day", "weekend"], [5, 1, "노동절", "Labor Day", "weekend"],
  [5, 5, "어린이날", "Children's Day", "weekend"], [6, 6, "현충일", "Memorial Day", "none"], [7, 17, "제헌절", "Constitution Day", "weekend"],
  [8, 15, "광복절", "Liberation Day", "weekend"], [10, 3, "개천절", "National Foundation Day", "weekend"], [10, 9, "한글날", "Hangul Day", "weekend"],
  [12, 25, "성탄절", "Christmas Day", "weekend"],
];

/** In months and days of the lunar calendar, with how many days before and after. @type {[month: number, day: number, around: number, ko: string, en: string, Substitute][]} */
const lunar = [
  [1, 1, 1, "설날", "Lunar New Year", "sunday"], [4, 8, 0, "부처님오신날", "Buddha's Birthday", "weekend"], [8, 15, 1, "추석", "Chuseok", "sunday"],
];

const dayLong = 86_400_000;
const calendar = new Intl.DateTimeFormat("en-u-ca-dangi", { month: "numeric", day: "numeric", timeZone: "UTC" });

/** Month and day of the lunar calendar; a leap month is "6bis". @param {number} at ms */
function moon(at) {
  const parts = calendar.formatToParts(at), of = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("month")}-${of("day")}`;
}

const text = (/** @type {number} */ at) => new Date(at).toISOString().slice(0, 10);

/** The public holidays of a year from firstYear on, in order. @param {number} year @returns {Holiday[]} */
export function publicHolidays(year) {
  /** @type {{at: number, ko: string, en: string, substitute: Substitute}[]} */
  const days = solar.map(([month, day, ko, en, substitute]) => ({ at: Date.UTC(year, month - 1, day), ko, en, substitute }));
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += dayLong) {
    for (const [month, day, around, ko, en, substitute] of lunar) {
      if (moon(at) !== `${month}-${day}`) continue;
      for (let by = -around; by <= around; by++) days.push({ at: at + by * dayLong, ko: by ? `${ko} 연휴` : ko, en: by ? `${en} holiday` : en, substitute });
    }
  }
  days.sort((a, b) => a.at - b.at);
  const taken = new Set(days.map(({ at }) => at)), given = days.filter((one, i) => {
    const weekday = new Date(one.at).getUTCDay(), another = days.findIndex(({ at }) => at === one.at) < i;
    return one.substitute !== "none" && (another || weekday === 0 || weekday === 6 && one.substitute === "weekend");
  }).map((one) => {
    let at = one.at;
    do at += dayLong; while (taken.has(at) || [0, 6].includes(new Date(at).getUTCDay()));
    taken.add(at);
    const ko = one.ko.replace(" 연휴", ""), en = one.en.replace(" holiday", "");
    return { at, ko: `대체공휴일(${ko})`, en: `Substitute for ${en}` };
  });
  /** @type {Map<number, Holiday>} */
  const list = new Map();
  for (const { at, ko, en } of [...days, ...given].sort((a, b) => a.at - b.at)) {
    const there = list.get(at);
    list.set(at, { date: text(at), name: there ? { ko: `${there.name.ko}, ${ko}`, en: `${there.name.en}, ${en}` } : { ko, en } });
  }
  return [...list.values()];
}
