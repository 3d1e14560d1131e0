// Korean of what is set and looked up of chats.

export const chatAdminKo = {
  // Whether they are in use, and where one begins
  "off": "아직 채팅을 쓰지 않습니다. 미리 정해 두면 켠 뒤부터 쓰입니다.", "off_how": "시작하는 순서 보기", "off_manager": "아직 채팅을 쓰지 않습니다. 관리자가 켜면 쓰입니다.",
  "start": "채팅 시작하기", "start_why": "위에서부터 하나씩 정하고 켜면 됩니다.", "start_on": "채팅", "start_on_why": "채팅을 쓰고 있습니다. 각 항목은 언제든 바꿀 수 있고 바로 적용됩니다.",
  "is_on": "사용 중", "is_off": "사용 안 함", "is_done": "마침", "to_do": "할 일", "look": "보기", "add_first": "추가",
  "has_categories": "대분류 {large}개, 중분류 {middle}개", "has_sites": "{n}개", "has_rules": "바꾼 설정 {n}개", "has_came": "최근 1년 채팅 {n}건", "has_agents": "상담사 {n}명, 로그인할 수 있는 상담사 {logins}명",
  "step.categories": "고객이 챗봇에서 고르는 상담 분류입니다. 대분류를 만들고 그 아래에 중분류를 만듭니다.",
  "step.sites": "채팅 버튼을 띄울 웹사이트의 주소와 문구를 정합니다.",
  "step_rules": "운영시간과 배분", "step.rules": "전체 설정의 채팅에서 운영시간과 배분 방식을 확인합니다. 기본값은 운영시간 제한 없이 자동배분이고, 그대로 써도 됩니다.",
  "step_on": "채팅 켜기", "step.on": "켜면 상담사 화면에 채팅이 나타나고, 사이트에서 채팅을 받습니다.", "step.on_early": "사이트를 먼저 추가해 주세요. 사이트가 없으면 고객이 채팅을 시작할 곳이 없습니다.",
  "step.in_pages": "사이트의 웹 담당자에게 아래 한 줄을 전달합니다. 첫 채팅이 오면 마친 것으로 표시됩니다.", "step.in_pages_early": "웹 담당자에게 전달할 한 줄은 사이트를 추가하면 여기에 나옵니다.",
  "step.agents": "상담사가 채팅 화면에서 상담 상태를 켜면 채팅이 배정됩니다.", "step.agents_early": "상담사를 추가하고, 사용자와 권한에서 그 상담사로 로그인할 계정을 만듭니다.", "step.agents_logins": "아직 아무도 상담사로 로그인할 수 없습니다. 사용자와 권한에서 계정을 만들고 상담사를 정해 주세요.",
  "turn_on": "채팅 켜기", "turn_off": "채팅 끄기", "turn_off_sure": "끕니다", "to_console": "채팅 화면 열기", "sample_of": "{site} 시험해 보기",
  "said.on": "채팅을 켰습니다", "said.off": "채팅을 껐습니다",

  // Categories
  "categories.none": "채팅 분류가 없습니다", "categories.why": "고객은 대분류를 고른 다음 그 아래의 중분류를 고릅니다. 배분, 검색, 보고서도 이 분류로 합니다.",
  "unused": "미사용", "middle_n": "중분류 {n}개", "large_add": "대분류 추가", "middle_add": "중분류 추가", "middle_none": "중분류가 없습니다. 고객은 중분류까지 골라야 합니다.", "is_large": "없음 (대분류)",
  "large_why": "고객이 먼저 고르는 분류입니다.", "middle_why": "대분류를 고른 고객이 고르는 분류입니다. 채팅방의 분류가 됩니다.", "up": "위로", "down": "아래로", "said.up": "{name}을(를) 위로 옮겼습니다", "said.down": "{name}을(를) 아래로 옮겼습니다",
  "p.middle": "중분류", "p.middle_why": "이 대분류를 고른 고객에게 보입니다.", "p.answer": "챗봇 답변", "p.answer_why": "이 분류를 고르면 챗봇이 먼저 하는 말입니다. 비워 두면 바로 상담사 연결을 안내합니다.",
  "f.chat-category.parent": "대분류", "parent_fixed": "중분류가 있는 대분류는 옮길 수 없습니다.", "f.chat-category.unused": "미사용", "d.chat-category.unused": "새 채팅에는 나오지 않습니다. 지난 채팅에는 분류명(미사용)으로 남습니다.",
  "f.chat-category.order": "순서", "f.chat-category.answer.ko": "답변 (한국어)", "f.chat-category.answer.en": "답변 (영어)",

  // Sites
  "sites.none": "채팅 사이트가 없습니다", "sites.why": "채팅 버튼이 나오는 웹사이트입니다. 사이트마다 문구와 기본 분류를 다르게 할 수 있습니다.", "site_add": "사이트 추가", "origins_none": "웹사이트 주소 없음", "site_why": "이름은 고객의 채팅 창 위에 나옵니다.", "first_category": "첫 대분류의 첫 중분류",
  "d.site_id": "웹사이트에 넣는 한 줄에 쓰입니다. 한 번 정하면 바꿀 수 없습니다. 영문자, 숫자, -, _, .",
  "f.chat-site.closed": "새 채팅 받지 않음", "f.chat-site.category": "기본 분류", "d.chat-site.category": "주소에 분류가 없는 채팅의 분류입니다.", "f.chat-site.origins": "웹사이트 주소", "d.chat-site.origins": "https://www.example.com처럼 경로 없이 적습니다. 여러 개는 쉼표로 나눕니다. 여기에 없는 주소에서는 채팅이 나오지 않습니다.",
  "p.in_pages": "웹사이트에 넣기", "p.in_pages_why": "웹 담당자가 이 한 줄을 모든 페이지에 넣으면 채팅 버튼이 나옵니다.", "sample": "시험해 보기", "only_here": "이 주소는 이 컴퓨터에서만 열립니다. 고객이 쓸 수 있는 주소로 접속해서 복사해 주세요.",
  "p.profile": "고객에게 묻는 정보", "p.profile_why": "상담사를 연결하기 전에 챗봇이 묻습니다. 고르지 않으면 묻지 않습니다.", "f.chat-site.asks": "고객에게 묻는 정보", "ask.name": "이름", "ask.phone": "전화번호", "ask.email": "이메일",
  "p.texts": "문구", "p.texts_why": "비워 두면 회색으로 보이는 기본 문구가 나갑니다. 한국어만 적으면 영어 고객에게도 그 한국어가 나갑니다. 채팅 템플릿의 중괄호 자리는 여기에서 채워지지 않습니다. 아래 변수를 쓰세요.", "variables": "변수", "variable_put": "쓰던 자리에 넣기", "var.agent_name": "상담사", "var.site_name": "사이트", "var.category_name": "대분류", "var.division_name": "중분류",
  "f.chat-site.welcome": "첫 화면", "f.chat-site.welcome.ko": "첫 화면 (한국어)", "f.chat-site.welcome.en": "첫 화면 (영어)", "d.chat-site.welcome": "채팅 창을 열면 챗봇이 먼저 하는 말입니다.",
  "f.chat-site.greeting": "상담 인사말", "f.chat-site.greeting.ko": "상담 인사말 (한국어)", "f.chat-site.greeting.en": "상담 인사말 (영어)", "d.chat-site.greeting": "상담사에게 배정되면 나갑니다.",
  "f.chat-site.title": "상담 제목", "f.chat-site.title.ko": "상담 제목 (한국어)", "f.chat-site.title.en": "상담 제목 (영어)", "d.chat-site.title": "상담 목록에 보이는 제목이고, 인사말과 함께 나갑니다.",
  "f.chat-site.closing": "상담 종료 안내", "f.chat-site.closing.ko": "상담 종료 안내 (한국어)", "f.chat-site.closing.en": "상담 종료 안내 (영어)", "d.chat-site.closing": "상담사가 끝내거나 대화가 없어 끝나면 나갑니다.",
  "f.chat-site.away": "상담불가 안내", "f.chat-site.away.ko": "상담불가 안내 (한국어)", "f.chat-site.away.en": "상담불가 안내 (영어)", "d.chat-site.away": "상담할 수 있는 상담사가 없어 기다릴 때 나갑니다. 받지 않을 때는 프로그램의 문구가 나갑니다.",
  "p.secret": "로그인한 고객 확인", "p.secret_why": "웹사이트의 서버가 이 비밀값으로 서명하면 누가 쓰는지 상담사가 믿을 수 있습니다. 쓰지 않으면 비워 둡니다.", "f.chat-site.secret": "비밀값", "secret_new": "새 비밀값", "d.chat-site.secret": "16자 이상. 저장한 뒤에는 다시 볼 수 없습니다. 바꾸면 웹사이트의 서버에도 새 값을 넣어야 합니다.", "secret_make": "비밀값 만들기", "secret_save": "저장해야 쓰입니다.",

  // Templates
  "templates.none": "공통 템플릿이 없습니다", "templates.why": "모든 상담사가 채팅에서 쓰는 글입니다. 상담사가 / 다음에 단축어를 쓰면 나옵니다.", "any_category": "모든 분류", "template_why": "상담사는 대화창에서 / 다음에 단축어나 이름을 써서 찾습니다. 상담사 개인 템플릿은 상담사 화면에서 만듭니다.",
  "f.chat-template.shortcut": "단축어", "d.chat-template.shortcut": "/ 없이, 빈칸 없이 씁니다.", "f.chat-template.category": "분류", "d.chat-template.category": "이 분류의 채팅에서 먼저 보입니다.", "f.chat-template.unused": "미사용", "d.chat-template.unused": "상담사에게 보이지 않습니다.",
  "f.chat-template.body": "내용", "d.chat-template.body": "{customer}과 {agent}은 저절로 채워집니다. {place}처럼 쓴 자리는 상담사가 채웁니다. 채팅 사이트 문구의 변수([agent_name] 등)는 여기에서 채워지지 않습니다.",

  // Prohibited words
  "words_why": "상담사가 고객에게 쓸 수 없는 말입니다. 고객이 쓴 글에는 쓰이지 않습니다.", "words_n": "{n}개", "words_none": "금지어가 없습니다", "words_none_why": "금지어를 추가하면 상담사가 보내는 글에서 찾습니다. 영어는 낱말 전체가 같을 때만 찾습니다.", "word": "금지어", "word_add": "금지어 추가", "word_known": "{word}은(는) 이미 있습니다. 아래에서 바꿔 주세요.",
  "effect": "처리", "effect_of": "{word} 처리", "effect.refuse": "보내지 않음", "effect.mask": "가려서 보냄", "instead": "대신 쓸 말", "instead_of": "{word} 대신 쓸 말", "instead_own": "글자마다 *", "added": "추가",

  // Requests
  "requests_none": "답할 요청사항이 없습니다", "requests_none_such": "해당하는 요청사항이 없습니다", "requests_why": "상담사가 채팅 화면에서 매니저에게 요청하면 여기에 나타납니다.",
  "request.all": "전체", "request.open": "답변 전", "request.done": "처리", "request.refused": "거절", "request": "요청 내용", "request_at": "{time}에 요청했습니다.", "request_room": "상담 보기", "request_here": "요청사항을 고르면 여기에서 답변합니다",
  "answer": "답변", "answer_why": "상담사가 채팅 화면에서 봅니다. 답한 뒤에는 바꿀 수 없습니다.", "answer_text": "답변 내용", "answer_done": "처리로 답변", "answer_refuse": "거절로 답변", "answered": "처리한 답변", "refused": "거절한 답변", "answered_by": "{time}에 {who}이(가) 답변했습니다.",
  "said.answered": "{name} 상담사의 요청에 답변했습니다", "said.refused": "{name} 상담사의 요청을 거절했습니다",

  // Blocked customers
  "blocked_why": "차단된 고객은 채팅을 시작하거나 쓸 수 없습니다. 차단은 채팅 화면에서 상담을 열고 더 하기에서 합니다.", "blocked_none": "차단한 고객이 없습니다", "blocked_none_why": "채팅 화면에서 고객을 차단하면 여기에 나타납니다.", "customer": "고객", "number": "연락처", "block_reason": "차단 사유", "block_by": "차단한 사람", "block_at": "차단한 때", "no_reason": "적지 않음",
  "unblock": "차단 해제", "unblock_of": "{name} 차단 해제", "unblock_sure": "해제합니다", "said.unblocked": "{name} 차단을 해제했습니다",

  // The service usage log
  "usage_why": "기다리던 상담이나 상담사가 답하지 않은 상담이 자동으로 다시 배정된 내역입니다. 매니저에게는 자신과 담당 상담사에게 배정된 것입니다.", "usage_none": "자동으로 다시 배정된 상담이 없습니다", "usage_none_why": "다른 기간이나 상담사를 골라 보세요.", "usage_agent": "배정 후 상담사", "usage_anybody": "모든 상담사",
  "usage_excel": "{from}부터 {to}까지의 서비스 이용내역을 다운로드합니다.", "usage_excel_agent": "{from}부터 {to}까지 {name} 상담사에게 배정된 서비스 이용내역을 다운로드합니다.", "usage_at": "일시", "usage_title": "상담", "usage_from_to": "배정", "usage_how": "방식", "usage_reason": "배정 이유", "usage_open": "새 창에서 상담 열기", "usage_hidden": "지금은 볼 수 없는 상담입니다",

  // The report
  "report_why": "고른 날에 시작한 채팅입니다. 매니저에게는 담당 상담사의 채팅과 아무에게도 배정되지 않은 채팅입니다.", "report_of": "{by} 보고서", "by": "보고서 종류", "by.day": "일별", "by.month": "월별", "by.agent": "상담사별", "by.category": "분류별", "by.channel": "채널별",
  "of.day": "날짜", "of.month": "월", "of.agent": "상담사", "of.category": "분류", "of.channel": "채널",
  "from_day": "첫 날", "to_day": "마지막 날", "spans": "자주 쓰는 기간", "span.today": "오늘", "span.yesterday": "어제", "span.week": "최근 7일", "span.month": "이번 달", "span.last_month": "지난달", "days_missing": "날짜를 정해 주세요.", "days_reversed": "마지막 날이 첫 날보다 앞입니다.", "days_most": "1년까지 볼 수 있습니다.",
  "report_none": "채팅이 없습니다", "report_none_why": "이 기간에 시작한 채팅이 없습니다. 다른 기간을 골라 보세요.", "report_note": "첫 답변은 상담사 요청부터 첫 답변까지, 답변 대기는 고객이 답변을 기다린 시간의 평균, 상담 시간은 첫 답변부터 종료까지입니다. 만족도는 고객이 준 별 1~5개의 평균입니다. 50%와 90%는 채팅의 50%와 90%가 그 시간 안이었다는 뜻입니다.",
  "report_note_agent": "상담사별로는 지금 맡았거나 마지막에 맡은 상담사의 채팅으로 셉니다. 답변과 종료는 그 상담사가 맡은 뒤에 답한 것입니다. 첫 답변은 그 상담사가 한 것만 세므로 모두 더해도 일별보다 적을 수 있습니다. 상담 시간은 맡기 전으로 거슬러 올라가지 않습니다. 메시지와 답변 대기는 맡기 전까지 포함한 채팅 전체의 것입니다.",
  "g.rooms": "채팅", "g.messages": "메시지", "g.first": "첫 답변", "g.reply": "답변 대기", "g.handling": "상담 시간", "g.rating": "만족도", "g_why.first": "상담사 요청부터 첫 답변까지", "g_why.reply": "고객이 답변을 기다린 시간", "g_why.handling": "첫 답변부터 종료까지", "g_why.rating": "고객이 준 별 1~5개", "g_why.agent.first": "이 상담사가 한 첫 답변: 상담사 요청부터", "g_why.agent.reply": "누가 답했든 이 채팅들에서 고객이 답변을 기다린 시간", "g_why.agent.handling": "첫 답변부터 종료까지. 맡기 전은 세지 않습니다",
  "col.rooms": "전체", "col.requested": "요청", "col.answered": "답변", "col.ended": "종료", "col.blocked": "차단", "col.customer_messages": "고객", "col.agent_messages": "상담사", "col.first_mean": "평균", "col.first_p50": "50%", "col.first_p90": "90%", "col.reply_mean": "평균", "col.handling_mean": "평균", "col.handling_p50": "50%", "col.handling_p90": "90%", "col.ratings": "응답", "col.rating_mean": "평균",
  "col_why.requested": "상담사를 요청한 채팅", "col_why.answered": "상담사가 한 번이라도 답변한 채팅", "col_why.blocked": "고객을 차단해 끝난 채팅", "col_why.agent.answered": "이 상담사가 맡은 뒤에 답변한 채팅", "col_why.agent.ended": "이 상담사가 답변한 뒤 끝난 채팅", "col_why.agent.agent_messages": "맡기 전의 상담사가 쓴 것도 들어 있습니다", "col_why.ratings": "고객이 만족도를 남긴 채팅",
  "total": "합계", "no_total": "50%와 90%는 더할 수 없습니다.", "nobody": "로봇", "no_category": "분류 없음", "excel": "엑셀 다운로드", "excel_of": "{from}부터 {to}까지 {by} 보고서를 다운로드합니다.",

  // How an agent takes chats
  "p.agent_chat": "채팅", "p.agent_chat_why": "이 상담사가 채팅을 받는 방식입니다.", "f.agent.chat.excluded": "상담 안함", "d.agent.chat.excluded": "켜면 이 상담사에게 채팅을 배정하지 않습니다.", "f.agent.chat.cap": "동시 대화방", "d.agent.chat.cap": "함께 진행할 수 있는 채팅 수입니다. 1~100", "cap_general": "전체 설정을 따름", "cap_unit": "개",
  "f.agent.chat.auto_reply": "자동 응답 메시지 (한국어)", "f.agent.chat.auto_reply_en": "자동 응답 메시지 (영어)", "d.agent.chat.auto_reply": "기다리던 채팅이나 전에 이 상담사와 상담한 고객의 채팅이 자동으로 배정되면 고객의 언어로 나갑니다. 한쪽만 있으면 그것이 나가고, 둘 다 비우면 나가지 않습니다.", "d.agent.chat.auto_reply_en": "영어로 쓰는 고객에게 나갑니다. 비우면 한국어 메시지가 나갑니다.", "f.agent.chat.categories": "담당 분류", "d.agent.chat.categories": "분류별 지정배분에서 이 상담사가 받는 중분류입니다.", "agent_categories_none": "아직 중분류가 없습니다.",
};
