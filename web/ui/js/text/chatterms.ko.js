// Korean of what rooms and agents of chats are in, wherever it is said: one word for one thing.

/** Of rooms: where they stand, how they ended, why they wait, and how an agent came to have them. */
export const roomTermsKo = {
  "status.waiting": "상담대기", "status.received": "접수", "status.in_progress": "진행중", "status.ended": "상담종료", "status.bot": "챗봇 진행중", "status.bot_ended": "챗봇 종료",
  "end_type.agent": "상담사종료", "end_type.customer": "고객종료", "end_type.manager": "매니저종료", "end_type.idle": "자동종료", "end_type.undistributed": "미배분 자동종료", "end_type.refused": "접수 안 함", "end_type.bot": "챗봇종료",
  "cause.after_hours": "근무시간 외", "cause.all_resting": "모든 상담사 휴식", "cause.meal_time": "식사시간", "cause.over_limit": "상담 건수 초과", "cause.unavailable": "상담할 수 있는 상담사 없음", "cause.logged_out": "모든 상담사 로그아웃", "cause.category": "분류 담당 상담사 없음", "cause.profile": "고객 정보 비어 있음", "cause.manual": "수동배분", "cause.nobody": "상담할 수 있는 상담사 없음", "cause.taken_back": "상담사 무응답", "cause.agent_removed": "상담사 없어짐", "cause.put_back": "대기로 돌림",
  "how.request": "요청 즉시", "how.backlog": "자동배정", "how.take": "상담 접수로 변경", "how.give": "수동배정", "how.hand_over": "상담원 변경", "how.take_back": "무응답 재배정", "how.return": "다시 온 고객", "how.ask_again": "상담원 연결 다시 누름",
};

/** Of agents (M6). */
export const stateTermsKo = { "state.working": "상담중", "state.resting": "휴식중", "state.meal": "식사중", "state.off": "휴무", "state.excluded": "상담불가" };
