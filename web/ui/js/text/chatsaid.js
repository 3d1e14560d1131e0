// What the program says to customers where a site has no text of its own (app/chatwords.go).

export const chatSaid = {
  welcome: { ko: "무엇을 도와드릴까요? 아래에서 골라 주세요.", en: "How can we help you? Please choose below." },
  greeting: { ko: "안녕하세요, [agent_name]입니다. 무엇을 도와드릴까요?", en: "Hello, this is [agent_name]. How can I help you?" },
  title: { ko: "[category_name] [division_name] 문의", en: "[category_name]: [division_name]" },
  closing: { ko: "상담이 종료되었습니다. 이용해 주셔서 감사합니다.", en: "This chat has ended. Thank you for writing to us." },
  away: { ko: "지금은 상담할 수 있는 상담원이 없습니다. 상담이 가능해지는 대로 순서대로 답변드리겠습니다.", en: "Nobody can answer just now. We will answer in order as soon as somebody can." },
};
