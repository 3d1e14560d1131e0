// Korean of the console of chats.

import { roomTermsKo, stateTermsKo } from "./chatterms.ko.js";

export const chatKo = {
  ...roomTermsKo, ...stateTermsKo,
  page: "채팅", list: "채팅 상담 목록", kind: "목록 종류", status: "상담 상태", conversation: "상담", conversations: "열린 상담", conversation_with: "{name} 상담",
  denied: "채팅 상담을 볼 권한이 없습니다", denied_why: "관리자에게 상담사 연결을 요청해 주세요.", off: "채팅 상담을 쓰지 않고 있습니다", off_why: "관리자가 설정에서 채팅 상담을 켜면 쓸 수 있습니다.", off_admin: "설정에서 채팅 상담을 켜면 쓸 수 있습니다.",
  offline: "서버와 연결이 끊겼습니다", offline_why: "{time} 기준입니다. 쓰던 글은 그대로 있습니다. 보낸 글은 연결되면 이어서 나갑니다.",
  "group.chat": "채팅 상담", "group.bot": "챗봇 상담",
  "tab.waiting": "대기", "tab.received": "접수", "tab.in_progress": "진행", "tab.held": "보류", "tab.ended": "종료", "tab.bot": "진행중", "tab.bot_ended": "종료", "status.held": "종료보류",
  "none.waiting": "기다리는 상담이 없습니다", "none_why.waiting": "상담사를 요청한 고객이 기다리면 여기에 나타납니다.", "none.received": "새로 접수된 상담이 없습니다", "none_why.received": "상담이 배정되면 여기에 나타납니다.",
  "none.in_progress": "진행 중인 상담이 없습니다", "none_why.in_progress": "접수된 상담에 답하면 여기로 옵니다.", "none.held": "종료보류한 상담이 없습니다", "none_why.held": "종료보류한 상담은 저절로 끝나지 않고 여기에 모입니다.",
  "none.ended": "끝난 상담이 없습니다", "none_why.ended": "끝난 상담은 1년 동안 여기에서 찾을 수 있습니다.", "none.bot": "챗봇과 상담 중인 고객이 없습니다", "none_why.bot": "오늘 챗봇과 이야기하는 고객이 여기에 나타납니다.", "none.bot_ended": "챗봇에서 끝난 상담이 없습니다", "none_why.bot_ended": "상담사를 만나지 않고 끝난 상담이 여기에 나타납니다.",
  found_none: "해당하는 것이 없습니다", found_none_why: "조건을 줄여 보세요.", see_all: "모두 보기", more: "더 보기",
  backlog: "상담가능 시 상담대기 건 일괄 자동배정", "backlog_on.automatic": "상담할 수 있는 상담사가 생기면 기다린 순서대로 배정합니다.", "backlog_on.hybrid": "상담할 수 있는 상담사가 생기면 기다린 순서대로 배정합니다. 그 전에 상담사가 접수할 수도 있습니다.", "backlog_off.automatic": "관리자나 매니저가 배정한 상담만 답할 수 있습니다.", "backlog_off.hybrid": "관리자나 매니저가 배정하거나 상담사가 접수한 상담만 답할 수 있습니다.", "backlog_off.manual": "관리자나 매니저가 배정하거나 상담사가 접수합니다.", backlog_manual: "수동배분입니다.", backlog_settings: "설정변경",

  sort: "정렬", ascending: "오름차순", descending: "내림차순", "sort.recent": "최근대화순", "sort.wait": "오래 기다린 순", "sort.customer": "고객이름", "sort.title": "상담제목", "sort.start": "상담시간", "sort.agent": "상담사명", "sort.channel": "채널", "sort.end": "종료시간순",
  filter: "검색 조건", filter_n: "검색 조건 {n}개", filter_go: "찾기", filter_none: "조건 지우기", all: "모두", agent: "상담사", channel_of: "채널", end_of: "종료 유형", large: "대분류", middle: "중분류", small: "소분류", small_how: "직접 적습니다.",
  opened_from: "시작일부터", opened_to: "시작일까지", ended_from: "종료일부터", ended_to: "종료일까지", days_reversed: "끝나는 날이 시작하는 날보다 앞입니다.", days_31: "시작일로 31일까지 찾습니다.", days_year: "종료일로 1년까지 찾습니다.",
  "grounds.before": "고객이 전에 상담한 상담사", "grounds.only": "맡을 수 있는 상담사가 한 명뿐", "grounds.fewest": "맡을 수 있는 {able}명 중 맡은 상담이 {open}건으로 가장 적음", "grounds.longest": "맡을 수 있는 {able}명 중 맡은 상담이 {open}건으로 적고 새 상담을 가장 오래 받지 않음", "grounds.first": "맡을 수 있는 {able}명 중 조건이 같아 ID 순서로 첫 번째",
  site_is: "사이트 {site}", "within.24h": "최근 24시간에 시작", "within.older": "24시간보다 먼저 시작", opened_between: "시작일 {days}", ended_between: "종료일 {days}", opened_since: "{day}부터 시작", awaits_only: "고객 메시지가 마지막인 상담만", answered_only: "담당 상담사가 답한 상담만", condition_drop: "조건 빼기: {text}",
  visitor_tag: "고객태그", visitor_tag_why: "일부만 적어도 됩니다. 31일까지", room_tags: "상담방태그", room_tags_why: "쉼표로 구분, 모두 정확히", held_only: "종료보류건만",
  pick_some: "여러 상담 고르기", pick: "{name} 고르기", pick_all: "모두 고르기", pick_end: "고르기 끝", picked_n: "{n}건 선택",
  export: "엑셀 다운로드", export_of: "지금 찾은 목록을 다운로드합니다.", export_reason: "다운로드 사유", export_reason_why: "접근 기록에 남습니다.", export_go: "다운로드", excel: "엑셀",
  search: "상담 내용 검색", search_how: "상담 내용 검색", search_end: "검색 끝내기", search_short: "두 글자 이상 입력하세요", began_when: "{at} 시작", ended_when: "{at} 종료", found_of: "“{text}” 검색 결과", search_none_why: "두 글자 이상, 다른 말로 찾아보세요.",

  "channel.web": "웹채팅", "channel.web_v1": "웹채팅 v1", "channel.sms": "문자", "channel.kakao": "카카오톡", "channel.talktalk": "톡톡",
        "event.opened": "상담 시작", "event.asked": "상담원 연결 요청", "event.ask_refused": "상담 요청을 받지 않음", "event.waits": "상담대기", "event.assigned": "배정", "event.answered": "첫 답변", "event.ended": "종료", "event.blocked": "고객 차단", "event.held": "종료보류", "event.category": "상담분류 변경", "event.monitor_began": "모니터링 시작", "event.monitor_ended": "모니터링 종료", "event.tags": "태그 변경",
  customer_id: "고객 {id}", robot: "로봇-{site}", robot_short: "로봇", agent_deauthorised: "{name}(인증해제)", agent_deleted: "{name}(계정삭제)", category_unused: "{name}(미사용)", files_n: "파일 {n}개", unread_n: "읽지 않은 메시지 {n}건", waits_for: "{time} 기다림", answered: "답변함", writing: "작성 중", held: "종료보류", held_no: "종료보류 해제", ended_held: "보류", blocked: "차단",

  choose: "상담을 고르세요", choose_why: "왼쪽에서 상담을 누르면 여기에서 이어집니다. Ctrl을 누른 채 누르면 나란히 열립니다.", gone: "볼 수 없는 상담입니다", gone_why: "다른 상담사에게 넘어갔습니다.",
  opened: "상담 시간 {time}", change: "변경", take: "상담 접수로 변경", give: "상담원 변경", assign: "상담사 배정", hold: "종료보류", end: "상담 종료", end_sure: "상담을 끝낼까요?", put_back: "대기로 돌리기", categorise: "상담분류 변경", block: "고객 차단", unblock: "차단 해제", ask_manager: "매니저에게 요청", beside: "나란히 보기", more_acts: "더 하기", column_close: "상담 닫기",
  "said.taken": "접수했습니다. 이제 이 상담은 나에게만 보입니다.", "said.held": "종료보류했습니다. 저절로 끝나지 않습니다.", "said.unheld": "종료보류를 풀었습니다.", "said.ended": "상담을 끝냈습니다.", "said.put_back": "대기로 돌렸습니다.", "said.blocked": "고객을 차단했습니다.", "said.unblocked": "차단을 풀었습니다.", "said.given": "{n}건을 {name} 상담사에게 넘겼습니다.", "said.assigned": "{n}건을 {name} 상담사에게 배정했습니다.", "said.categorised": "{n}건의 분류를 바꾸었습니다.", "said.customer": "고객 정보를 저장했습니다.", "said.saved": "저장했습니다.", "said.deleted": "삭제했습니다.", "said.asked": "매니저에게 요청했습니다.",
  is_over: "끝난 상담입니다. {how}", waits_why: "기다리는 상담입니다. 사유: {why}", waits_only: "기다리는 상담입니다.", waits_no_end: "수동배분에서는 기다리는 상담을 바로 종료할 수 없습니다. 접수하거나 배정한 뒤에 종료하거나, 고객을 차단해 주세요.", with_bot: "챗봇과 상담 중입니다. 보기만 할 수 있습니다.", look_only: "다른 상담사의 상담입니다. 보기만 할 수 있습니다.",

  older: "이전 메시지", new_n: "새 메시지 {n}건", typing: "고객이 입력하고 있습니다", read: "읽음", "delivery.queued": "발송 대기", "delivery.sent": "발송됨", "delivery.delivered": "발송 완료", "delivery.failed": "발송 실패", note: "메모", by_customer: "고객", by_choice: "고객의 선택", by_bot: "챗봇", by_us: "상담사", by_program: "시스템", messages_failed: "메시지를 불러오지 못했습니다.", messages_old: "새 메시지를 불러오지 못했습니다.",
  sending: "보내는 중", not_sent: "보내지 못했습니다", send_now: "지금 보내기", not_yet: "아직 보내지 못했습니다", goes_itself: "서버와 연결되면 저절로 보냅니다. 다시 쓰지 마세요.", mend: "고치기", throw_away: "지우기", words_refused: "금지어가 있습니다: {words}",
  write: "메시지 입력", write_how: "메시지를 입력하세요. /로 템플릿을 찾습니다.", write_how_off: "메시지를 입력하세요.", write_note: "메모 입력", write_note_how: "상담사끼리만 보는 메모입니다. 고객에게 가지 않습니다.", note_only: "메모만 남길 수 있습니다.", newline: "Shift ↵ 줄바꿈", send: "보내기", keep_note: "메모 남기기", hole: "채우지 않은 자리가 있습니다: {place}. 그대로 보내려면 한 번 더 누르세요.",
  attach: "파일 첨부", files: "첨부한 파일", file_going: "올리는 중", file_again: "{name} 다시 올리기", file_drop: "{name} 빼기", file_most: "파일은 {n}개까지 보낼 수 있습니다.", file_empty: "{name}: 빈 파일입니다.", file_large: "{name}: {most}까지 보낼 수 있습니다.", smileys: "이모지",
  templates: "템플릿", templates_n: "템플릿 {n}", slash_none: "찾은 템플릿이 없습니다", slash_sends: "찾은 템플릿이 없습니다. 그대로 보내려면 한 번 더 누르세요.", templates_none: "템플릿이 없습니다", templates_none_why: "자주 쓰는 말을 넣어 두면 /로 바로 찾을 수 있습니다.", template: "템플릿", template_find: "템플릿 찾기", template_add: "템플릿 추가", template_change: "{name} 고치기", template_change_of: "템플릿 고치기", template_own: "내 것", template_all: "공통", template_name: "이름", shortcut: "단축어", shortcut_how: "/ 뒤에 쓰는 말입니다.", template_body: "내용", template_body_how: "{customer}, {agent} 자리는 저절로 채워집니다.",

  "side.info": "상담정보", "side.customer": "고객", "side.templates": "템플릿", "side.earlier": "지난 상담", side_tabs: "상담정보 메뉴", side_close: "상담정보 닫기",
  blocked_customer: "차단한 고객", customer: "고객", number: "연락처", grade: "고객등급", category: "분류", title: "제목", opened_at: "시작", rating: "만족도", rating_of: "별 5개 중 {n}개", rating_n: "별 {n}개", assigned_at: "배정", answered_at: "첫 답변", ended_at: "종료", room_tags_of: "상담방태그", visitor_tags_of: "고객태그", tag: "태그", tag_how: "태그 입력 후 ↵", tag_add_to: "{title} 추가", tag_drop: "{tag} 빼기",
  parameters: "파라미터", parameters_none: "페이지가 준 파라미터가 없습니다.", origin: "인입 경로", referrer: "이전 페이지", timeline: "타임라인",
  name: "이름", email: "이메일", birth: "생년월일", external: "고객식별번호", customer_no: "고객 ID", site_user: "사이트 회원 ID", site_said: "사이트에서 전달, 미확인", first_seen: "처음 온 날", last_seen: "최근 온 날", customer_record: "고객 정보 전체", customer_change: "고객 정보 변경", earlier_none: "지난 상담이 없습니다", earlier_none_why: "이 고객의 지난 채팅 상담이 여기에 나타납니다.",
  save: "저장", delete: "삭제", choose_one: "골라 주세요",

  agent_find: "상담사 찾기", agents_none: "넘길 수 있는 상담사가 없습니다", agents_none_why: "오늘 상담가능인 상담사가 여기에 나타납니다.", agents_found_none: "다른 이름으로 찾아보세요.", state_of: "상태", received_short: "접수", running_short: "진행중", month_why: "접수와 진행중은 최근 한 달 안에 시작한 상담입니다.", logged_in: "(로그인)", logged_out: "(로그아웃)", on_call: "통화중", give_n: "{name} 상담사에게 {n}건 넘기기", assign_n: "{name} 상담사에게 {n}건 배정",
  categorise_short: "분류 변경", categorise_n: "{n}건 분류 변경", categorise_done: "{n}건은 바꾸었습니다.", categorise_left: "{n}건은 아직 바꾸지 못했습니다. 다시 누르면 이어서 바꿉니다. {why}", categorise_refused: "{n}건은 바꾸지 못했습니다.",
  block_why: "차단하면 상담이 바로 끝나고 종료 메시지는 나가지 않습니다. 고객의 채팅 창에는 메시지를 보낼 수 없다고 나옵니다.", block_reason: "차단 사유", block_go: "차단", ask_manager_why: "담당 매니저에게 이 상담에 대해 요청합니다.", request_body: "요청 내용", request_go: "요청",

  papers: "요청과 차단", asked_n: "답변할 요청 {n}건", answer_came: "답변이 왔습니다", "request.all": "전체", requests: "상담원 요청사항", "request.open": "답변 전", "request.done": "처리", "request.refused": "거절", requests_none: "요청이 없습니다", requests_none_manager: "상담사가 요청하면 여기에 나타납니다.", requests_none_agent: "상담을 연 다음 더 하기에서 매니저에게 요청할 수 있습니다.", request_room: "상담 열기", request_answer: "답변", request_grant: "처리", request_refuse: "거절", blocked_customers: "차단 고객", blocked_none: "차단한 고객이 없습니다", blocked_none_why: "차단한 고객이 여기에 나타납니다.", export_format: "형식", export_whole: "번호를 가리지 않고 받기",

  my_state: "내 상태", state_break: "휴식시간", state_after_hours: "근무시간 외", state_out: "로그아웃", off_today: "오늘은 휴무라 상담이 배정되지 않습니다. 근무는 매니저가 정합니다.", signed_out: "로그아웃 상태라 상담이 배정되지 않습니다.", load: "담당 {n} / 최대 {most}", to_desk: "상담 데스크로", settings: "상담 개인 환경설정", auto_complete: "템플릿 자동완성", sound: "새 상담과 메시지 소리",

  key_rooms: "목록과 상담", key_room: "열린 상담", key_page: "화면", key_writing: "글을 쓸 때", key_tab1: "첫째 목록", key_tab2: "둘째 목록", key_tab3: "셋째 목록", key_tab4: "넷째 목록", key_tab5: "다섯째 목록", key_next: "다음 상담", key_before: "이전 상담", key_across: "옆 상담으로", key_note: "메모로 쓰기", key_side: "상담정보 열고 닫기", key_write: "글 쓰기", key_rest: "휴식 시작과 끝", key_find: "검색 (글을 쓰다가)", key_close: "닫기", key_sheet: "단축키", key_newline: "줄바꿈", key_templates: "템플릿 찾기 (맨 앞에서)",
  auto_reply: "자동 응답 메시지", auto_reply_ko: "한국어", auto_reply_en: "영어", auto_reply_why: "기다리던 채팅이나 전에 나와 상담한 고객의 채팅이 자동으로 배정되면 고객의 언어로 먼저 나갑니다. 한쪽만 있으면 그것이 나가고, 둘 다 비우면 나가지 않습니다.", auto_reply_save: "저장", auto_reply_saved: "저장했습니다", 
  about_room: "고객 정보·파라미터", give_done: "{n}건은 넘겼습니다.", give_left: "{n}건은 아직 넘기지 못했습니다. 다시 누르면 이어서 넘깁니다. {why}", give_refused: "{n}건은 넘기지 못했습니다. 다른 상담사를 골라 다시 넘길 수 있습니다.", days_vtag: "고객태그는 오늘부터 31일 전까지 찾습니다.", days_rtags: "상담방태그는 오늘부터 1년 전까지 찾습니다.",
};
