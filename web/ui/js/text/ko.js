// Korean. Sentences end politely; buttons are nouns or short verbs.
import { deskKo } from "./desk.ko.js";

export const ko = {
  "language": "언어", "theme": "화면 색", "theme.light": "밝게", "theme.dark": "어둡게", "theme.system": "시스템",
  "logout": "로그아웃", "retry": "다시 시도", "cancel": "취소", "loading": "불러오는 중",

  "state.ready": "대기", "state.ringing": "수신중", "state.talking": "통화중", "state.hold": "보류",
  "state.dialing": "발신중", "state.talking_outbound": "O/B 통화", "state.wrap_up": "후처리",
  "state.not_ready": "자리비움", "state.logged_out": "로그아웃",
  "reason.preparing": "상담준비", "reason.meal": "식사중", "reason.rest": "휴식중", "reason.away": "자리비움",
  "reason.training": "교육중", "reason.interview": "면담중", "reason.meeting": "회의중", "reason.other": "타업무",
  "reason.no_answer": "부재중", "reason.unreachable": "단말 끊김",
  "phase.waiting": "기다림", "phase.offered": "벨 울림", "phase.connecting": "연결중", "phase.connected": "통화중",
  "phase.dialing_out": "발신중", "phase.talking_out": "O/B 통화",

  "board.title": "전광판", "board.views": "화면 전환",
  "board.services": "서비스별", "board.agents": "상담원별", "board.floor": "상담원 상태",
  "board.pin": "화면 고정", "board.unpin": "고정 해제", "board.popout": "새 창", "board.fullscreen": "전체 화면",
  "board.sound_on": "소리 켜기", "board.sound_off": "소리 끄기", "board.tools": "전광판 도구",
  "board.asof": "{time} 기준",
  "board.connecting": "서버에 연결하고 있습니다", "board.unreachable": "서버에 연결할 수 없습니다",
  "board.stale": "새 수치가 오지 않습니다", "board.lost": "연결이 끊겼습니다",
  "board.asof_screen": "{time} 기준 화면", "board.reconnecting": "다시 연결 중",
  "board.refused": "이 화면을 볼 수 없습니다", "board.refused_why": "전광판 권한이 없거나 거두어졌습니다. 관리자에게 문의하세요.",
  "board.login": "로그인",
  "board.login_needed": "로그인이 필요합니다", "board.login_needed_why": "전광판은 로그인해 있는 동안만 볼 수 있습니다. 벽 화면은 관리자에게 전용 주소를 받으세요.",
  "board.no_cti": "CTI에 연결되어 있지 않습니다", "board.no_cti_why": "상담사은 업무를 시작한 동안에만 전광판을 볼 수 있습니다. 상담 데스크에서 업무를 시작한 뒤 다시 시도하세요.",
  "board.skew": "이 화면의 시계가 서버와 {n}초 다릅니다. 수치는 서버 시각으로 계산합니다.",
  "board.empty": "표시할 서비스가 없습니다", "board.empty_why": "서비스를 만들면 여기에 바로 나타납니다.",
  "board.empty_agents": "표시할 상담사이 없습니다", "board.empty_agents_why": "상담사을 서비스에 배정하면 여기에 나타납니다.",
  "board.alerts": "경고 {n}건",

  "col.service": "서비스명", "col.waiting": "대기 고객", "col.longest": "최장 대기", "col.offered": "인입",
  "col.answered": "응대", "col.abandoned": "포기", "col.answer_rate": "응대율", "col.service_level": "서비스 레벨",
  "col.login": "LOGIN", "col.ready": "대기중", "col.on_call": "상담중", "col.outbound": "O/B", "col.away": "휴식·업무",
  "short.waiting": "대기 고객", "short.longest": "최장 대기", "short.offered": "인입", "short.answered": "응대", "short.abandoned": "포기",
  "tot.abandoned": "포기", "tot.on_call": "상담중", "tot.answer_rate": "응대율", "tot.service_level": "서비스 레벨", "tot.outbound": "O/B", "tot.away": "휴식·업무처리",
  "tot.login": "LOGIN", "tot.limit": "한도 {time}", "tot.target": "목표 {target}% · {seconds}초",
  "alert.longest_wait": "최장 대기", "alert.nobody_ready": "대기 상담사 없음", "alert.service_level": "서비스 레벨",
  "level.warn": "주의", "level.bad": "경고", "level.good": "정상",

  "waits": "대기 시간", "waits.10": "10초 미만", "waits.20": "20초 미만", "waits.30": "30초 미만", "waits.60": "60초 미만", "waits.more": "60초 이상",
  "notice": "공지",

  "tip.waits": "10초 미만 {w0} · 20초 미만 {w1} · 30초 미만 {w2} · 60초 미만 {w3} · 60초 이상 {w4}",
  "tip.waiting": "지금 상담사을 기다리는 고객 (벨 울림 포함)",
  "tip.longest": "지금 − 가장 먼저 들어온 고객의 대기 시작",
  "tip.offered": "오늘 대기열에 들어온 전화 · 접수 전 종료: 마감 {closed}, 만원 {full}",
  "tip.answered": "상담사과 연결된 전화 · {level}초 안에 {in_level}",
  "tip.abandoned": "대기 또는 벨 울림 중에 고객이 끊은 전화",
  "tip.answer_rate": "응대 {answered} ÷ 인입 {offered} × 100",
  "tip.rest": "나머지 {rest}: 대기 {waiting} · 넘침 {overflow} · 시간 초과 {timeout} · 콜백 {callback} · 이동 {moved} · 유실 {lost}",
  "tip.service_level": "{level}초 안 응대 {in_level} ÷ 인입 {offered} × 100 · 목표 {target}%",
  "tip.login": "대기중 {ready} + 상담중 {on_call} + O/B {outbound} + 휴식·업무처리 {away}",
  "tip.ready": "전화를 받을 수 있는 상담사", "tip.on_call": "통화중 + 벨 울림 상담사",
  "tip.outbound": "발신 통화 + 다이얼링 상담사", "tip.away": "휴식·식사·업무 + 후처리 상담사",
  "error.unreachable": "서버에 연결할 수 없습니다. 잠시 후 다시 시도하세요.", "error.other": "처리하지 못했습니다: {detail}",

  "nav.places": "메뉴", "nav.desk": "데스크", "nav.floor": "현황", "nav.customers": "고객", "nav.admin": "설정",
  "home.title": "홈", "home.hello": "{name}님, 안녕하세요", "home.wallboard": "전광판", "home.wallboard_why": "서비스와 상담사 현황을 한 화면에",
  "home.desk": "상담 데스크", "home.desk_why": "내 상태와 걸려온 전화",
  "home.floor_why": "내 팀의 상담사, 서비스, 통화를 보고 바꾸기", "home.customers_why": "찾고, 고치고, 합치고, 내보내기", "home.admin_why": "서비스, 상담사, 권한과 시스템",
  "home.notice": "전광판 공지", "home.notice_none": "공지 없음", "home.notice_place": "공지 위치", "home.notice_top": "위", "home.notice_bottom": "아래",
  "home.notice_show": "표시", "home.notice_clear": "내리기", "home.notice_on": "모든 전광판에 표시했습니다.", "home.notice_off": "공지를 내렸습니다.",
 
  "home.agent": "상담사", "home.anonymous": "발신번호 없음",
  "role.administrator": "관리자", "role.manager": "매니저", "role.agent": "상담사",
  "link.ok": "실시간", "link.connecting": "연결 중", "link.stale": "수신 지연", "link.lost": "연결 끊김", "link.refused": "권한 없음",

  "locking.title": "곧 화면이 잠깁니다", "locking.minute": "1분 뒤 잠깁니다", "locking.seconds": "{n}초 뒤 잠깁니다",
  "locking.why": "한동안 조작이 없었습니다. 입력하거나 클릭하면 계속 사용합니다.", "locking.go_on": "계속 사용",

  ...deskKo,

  "time.ms": "{m}분 {s}초", "time.hms": "{h}시간 {m}분 {s}초",
};
