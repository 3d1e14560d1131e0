// Korean and English of the form on which anybody asks to be called back. No other page
// carries them, and this page carries no others.

export const formKo = {
  title: "콜백 신청", lead: "전화번호를 남기시면 상담사가 전화드립니다.", language: "언어",
  number: "전화번호", number_how: "예: 010-1234-5678", name: "이름", name_how: "상담사가 찾을 이름 (선택)", service: "문의 종류", service_choose: "골라 주세요",
  when: "희망 시간", soon: "가능한 빨리", at: "시간 정하기", day: "날짜", hour: "시각", hour_to: "{from}~{to}", today: "오늘", tomorrow: "내일",
  memo: "문의 내용", memo_how: "무엇을 도와드릴까요? (선택)", must: "필수",
  consent: "상담 전화를 받기 위해 전화번호와 이름, 문의 내용을 이용하는 데 동의합니다. 상담이 끝나면 정해진 기간 뒤에 삭제합니다.",
  send: "콜백 신청", sending: "보내는 중", moment: "잠시만 기다려 주세요",
  done: "신청되었습니다", done_why: "상담사가 남기신 번호로 전화드립니다. 이 창은 닫으셔도 됩니다.",
  closed: "지금은 콜백을 신청할 수 없습니다", closed_why: "대표번호로 전화해 주세요.", loading: "불러오는 중", again: "다시 시도",
  unreachable: "연결되지 않습니다. 인터넷 연결을 확인하고 다시 시도해 주세요.", other: "신청하지 못했습니다. 잠시 뒤 다시 시도해 주세요.", limit: "신청이 너무 많았습니다. {wait} 뒤에 다시 시도하시거나 전화해 주세요.",
  minutes: "{n}분", hours: "{n}시간",
  "wrong.missing": "적어 주세요.", "wrong.required": "동의하셔야 신청할 수 있습니다.", "wrong.not_an_option": "골라 주세요.",
  "wrong.not_a_phone": "전화번호를 확인해 주세요. 지역번호나 010부터 모두 적어 주세요.", "wrong.international": "해외 번호로는 전화드릴 수 없습니다. 국내 번호를 적어 주세요.", "wrong.premium": "060 번호로는 전화드릴 수 없습니다. 다른 번호를 적어 주세요.",
  "wrong.refused": "이 번호로는 콜백을 신청할 수 없습니다. 다른 번호를 적어 주세요.", "wrong.out_of_range": "이 시간에는 전화드릴 수 없습니다. 다른 시간을 골라 주세요.", "wrong.not_a_date": "날짜와 시각을 골라 주세요.", "wrong.too_long": "너무 깁니다. 줄여 주세요.", "wrong.not_known": "쓸 수 없는 글자가 있습니다.",
};

/** @type {Record<keyof typeof formKo, string>} */
export const formEn = {
  title: "Ask for a call", lead: "Leave your number and we call you back.", language: "Language",
  number: "Telephone number", number_how: "such as 010-1234-5678", name: "Name", name_how: "Whom to ask for (optional)", service: "About", service_choose: "Please choose",
  when: "When", soon: "As soon as possible", at: "At a time", day: "Day", hour: "Hour", hour_to: "{from} to {to}", today: "Today", tomorrow: "Tomorrow",
  memo: "What it is about", memo_how: "How can we help? (optional)", must: "required",
  consent: "I agree that my number, name and message are used to call me back. They are deleted some time after that.",
  send: "Ask for a call", sending: "Sending", moment: "One moment, please",
  done: "We will call you", done_why: "Somebody calls the number that you left. You can close this page.",
  closed: "Calls cannot be asked for now", closed_why: "Please call our number.", loading: "Loading", again: "Try again",
  unreachable: "There is no connection. Check yours and try again.", other: "That did not work. Please try again in a moment.", limit: "There were too many requests. Try again in {wait}, or call us.",
  minutes: "{n} {n:minute|minutes}", hours: "{n} {n:hour|hours}",
  "wrong.missing": "This is needed.", "wrong.required": "Without your consent we may not call.", "wrong.not_an_option": "Please choose.",
  "wrong.not_a_phone": "Please check the number: write all of it, with the area code or 010.", "wrong.international": "We cannot call numbers abroad. Please write a number of the country.", "wrong.premium": "We cannot call 060 numbers. Please write another one.",
  "wrong.refused": "This number cannot be called back. Please write another one.", "wrong.out_of_range": "We cannot call at this time. Please choose another.", "wrong.not_a_date": "Please choose a day and an hour.", "wrong.too_long": "This is too long.", "wrong.not_known": "There is a character that cannot be used.",
};
