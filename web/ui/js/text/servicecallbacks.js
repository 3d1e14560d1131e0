// Korean and English of how a service calls back, which its editor fetches later than the
// other texts of the administration. Labels are with those: changes are told by them too.

export const serviceCallbacksKo = {
  "title": "콜백", "why": "고객에게 다시 전화하는 설정입니다. 콜백을 쓰는 센터에서만 쓰입니다.", "u.h": "시간",
  "mode": "자동으로 걸 때 먼저 울릴 전화입니다. 고객 먼저면 고객이 받은 뒤 원래 순서에서 상담사를 기다립니다.",
  "attempts": "한 콜백에서 한 번호로 이 회수까지 전화합니다. 20회까지.",
  "spacing": "이 시간이 지나야 자동으로 다시 전화합니다. 1분부터 24시간까지.",
  "expire": "정한 시간에서 이 시간이 지나면 만료됩니다. 1시간부터 60일까지.",
  "from": "하루 중 이 시각부터 자동으로 전화합니다.",
  "to": "이 시각까지, 서비스가 열려 있을 때만 전화합니다. 자정은 24:00입니다.",
  "form": "고객의 콜백 신청 화면에서 이 서비스를 고를 수 있습니다.",
};

/** @type {Record<keyof typeof serviceCallbacksKo, string>} */
export const serviceCallbacksEn = {
  "title": "Callbacks", "why": "How customers are called back, where the centre uses callbacks.", "u.h": "h",
  "mode": "Whose phone rings first where the program dials. Customer first: who answers waits for an agent at the old place in the line.",
  "attempts": "How often a number is called for one callback, 20 at most.",
  "spacing": "The program calls again no sooner: 1 minute to 24 hours.",
  "expire": "Given up so long after the time that was wanted: 1 hour to 60 days.",
  "from": "The program calls back from this time of the day on.",
  "to": "And until this time, only while the service is open. 24:00 is midnight.",
  "form": "The form for callbacks on the web offers this service.",
};
