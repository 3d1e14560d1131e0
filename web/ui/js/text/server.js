// What the server says in English, in both languages: [what it writes, Korean,
// English]. {1} is what stands in the first parentheses, {k1} the kind of thing that is
// named there, {c1} a column of the file of agents, {m1} a message of its own. The
// first that fits counts. words.test.mjs walks the server's sources and this table.

/** Kinds of things, as the server names them. @type {Record<string, [string, string]>} */
export const kinds = {
  service: ["서비스", "service"], agent: ["상담사", "agent"], trunk: ["트렁크", "trunk"], team: ["팀", "team"], "opening hours": ["업무시간", "opening hours"], sound: ["음원", "sound"], setting: ["설정", "setting"],
  template: ["템플릿", "template"], form: ["상담 양식", "form"], disposition: ["상담 분류", "disposition"], user: ["사용자", "person"], person: ["사용자", "person"], "API key": ["API 키", "API key"], "display token": ["전광판 화면", "display"], webhook: ["웹훅", "webhook"],
  change: ["변경", "change"], number: ["번호", "number"], permission: ["권한", "permission"], "log-in": ["로그인", "log-in"], "live call": ["진행 중인 통화", "live call"], call: ["통화", "call"], "kind of thing": ["종류", "kind"], "type of event": ["이벤트", "event"],
};

/** Columns of the file of agents, and their paths. @type {Record<string, [string, string]>} */
export const columns = {
  id: ["아이디", "Identifier"], extension: ["내선", "Extension"], name: ["이름", "Name"], name_en: ["영문 이름", "Name in English"], team: ["팀", "Team"], manager: ["담당 매니저", "Manager"],
  dial: ["발신 범위", "May call"], services: ["맡은 서비스", "Services"], sip_password: ["전화기 비밀번호", "Phone password"],
};

/** @type {[RegExp, string, string][]} */
export const sayings = [
  // Agents from a file.
  [/^the file is neither UTF-8 nor CP949/, "파일이 UTF-8도 CP949도 아닙니다. CSV UTF-8로 저장해 주세요.", "The file is neither UTF-8 nor CP949. Save it as CSV UTF-8."],
  [/^this is not a CSV file/, "CSV 파일이 아닙니다.", "This is not a CSV file."],
  [/^the file has no first line with the names of the columns: (.+)$/, "첫 줄에 열 이름이 없습니다. 아이디, 내선, 이름처럼 적어 주세요.", "The first line does not name the columns: {1}"],
  [/^there is no column "([^"]*)": the columns are (.+)$/, "{1} 열은 없습니다. 쓸 수 있는 열: 아이디, 이름, 영문 이름, 내선, 팀, 담당 매니저, 발신 범위, 서비스, 전화기 비밀번호", "There is no column {1}. The columns are {2}."],
  [/^the column "([^"]*)" stands there twice/, "{c1} 열이 두 번 있습니다.", "The column {1} stands there twice."],
  [/^the column "([^"]*)" is missing/, "{c1} 열이 없습니다.", "The column {1} is missing."],
  [/^the file cannot be read: (.+)$/, "파일을 읽을 수 없습니다. 따옴표가 짝이 맞는지 확인해 주세요. ({1})", "The file cannot be read. Check that quotation marks come in pairs. ({1})"],
  [/^the file has more than (\d+) agents/, "상담사가 {1}명보다 많습니다. 파일을 나눠 주세요.", "The file has more than {1} agents. Split it."],
  [/^the file has no agents/, "파일에 상담사가 없습니다.", "The file has no agents."],
  [/^id "([^"]*)" stands in line (\d+) too/, "{2}번째 줄에도 있는 아이디입니다 ({1}).", "The identifier {1} stands in line {2} too."],
  [/^has (\d+) cells, the first line has (\d+)/, "칸이 {1}개인데 첫 줄은 {2}개입니다.", "It has {1} cells; the first line has {2}."],
  [/^services: "([^"]*)" is not a level/, "맡은 서비스: {1}의 숙련도가 숫자가 아닙니다.", "Services: the level of {1} is not a number."],
  [/^(\S+): a phone already logs in under this name, that of (\S+)/, "{2}의 전화기가 이미 쓰고 있습니다 ({1}).", "{1}: the phone of {2} uses this name already."],
  [/^sip_password is missing/, "전화기 비밀번호가 없습니다. 새 상담사나 내선에는 12자 이상이 필요합니다.", "The phone password is missing: a new agent or extension needs one of at least 12 characters."],
  [/^(id|extension|name_en|name|team|manager|dial|services|sip_password)(?:\.(\S+))? (.+)$/, "{c1}: {m3}", "{c1}: {m3}"],

  // Customers.
  [/^together they have (\d+) numbers and (\d+) are the most/, "합치면 번호가 {1}개가 됩니다. {2}개까지 둘 수 있으니 먼저 빼 주세요.", "Together they have {1} numbers; {2} are the most. Remove some first."],
  [/^there is no customer "([^"]*)"/, "없는 고객입니다. 삭제했거나 다른 기록과 합친 고객입니다.", "There is no such customer: it was deleted, or merged into another record."],
  [/^notes are searched with a day or a customer/, "상담 내용은 날을 정해야 찾을 수 있습니다.", "Choose a day to search what notes say."],

  // One of a kind that is there, or is not, or is in use.
  [/^there (?:is|are) no (service|agent|trunk|team|opening hours|sound|setting|template|user|API key|display token|webhook|change|number|permission|live call|kind of thing|type of event) "([^"]*)"/, "없는 {k1}입니다 ({2}).", "There is no {k1} {2}."],
  [/^there is no (user|log-in|API key|display token)$/, "{k1}이(가) 없습니다.", "There is no such {k1}."],
  [/^the agent "([^"]*)" exists already/, "이미 있는 상담사입니다 ({1}).", "There is an agent named {1} already."],
  [/^the (service|trunk|team|opening hours|sound|template|form|disposition|webhook) "([^"]*)" exists already/, "이미 있는 {k1}입니다 ({2}).", "There is a {k1} named {2} already."],
  [/^user "([^"]*)" exists already/, "이미 쓰고 있는 아이디입니다 ({1}). 다른 아이디를 정해 주세요.", "The user ID {1} is taken. Please choose another."],
  [/^administrator exists already/, "관리자가 이미 있습니다. 로그인해 주세요.", "There is an administrator already. Please log in."],
  [/^there is a key named "([^"]*)" already/, "{1} 키가 이미 있습니다. 다른 이름을 정해 주세요.", "There is a key named {1} already. Choose another name."],
  [/^this key stands in the configuration file/, "설정 파일에 있는 키입니다. 파일에서 빼 주세요.", "This key stands in the configuration file. Take it out there."],
  [/^it was revoked too long ago/, "폐기한 지 오래되었거나 이미 다시 쓸 수 있습니다. 새로 만들어 주세요.", "It was revoked too long ago, or works again already. Make a new one."],
  [/^it has been revoked already/, "이미 폐기되었습니다.", "It has been revoked already."],
  [/^(?:services|agents|trunks)\[\d+\]\.(?:numbers\[\d+\]) "([^"]*)" is used twice/, "다른 서비스가 이미 쓰고 있습니다 ({1}).", "The number {1} leads to another service already."],
  [/^agents\[\d+\]\.(?:extension|id) "([^"]*)" is used twice/, "다른 상담사의 내선이나 아이디입니다 ({1}).", "{1} is the extension or identifier of another agent."],
  [/^"([^"]*)" is used twice/, "이미 쓰고 있습니다 ({1}).", "{1} is in use already."],
  [/^the service "([^"]*)" has live calls/, "서비스 {1}에 진행 중인 통화가 있습니다. 통화가 끝난 뒤 다시 시도해 주세요.", "The service {1} has live calls. Try again when they have ended."],
  [/^the agent "([^"]*)" is logged in/, "로그인해 있는 상담사입니다 ({1}). 먼저 로그아웃시켜 주세요.", "The agent {1} is logged in. Log the agent out first."],
  [/^the service "([^"]*)" is still served: take it from (.+) first/, "서비스 {1} 담당 상담사가 있습니다 ({2}). 먼저 그 상담사에게서 빼 주세요.", "The service {1} is still served. Take it from {2} first."],
  [/^the (service|agent|trunk|team|opening hours|sound) "([^"]*)" is still in use/, "아직 쓰는 곳이 있는 {k1}입니다 ({2}).", "The {k1} {2} is still in use."],
  [/^the team "([^"]*)" still has agents: (.+)$/, "팀 {1}에 상담사가 있습니다: {2}", "The team {1} still has agents: {2}"],

  // Identifiers and numbers.
  [/"([^"]*)" is an emergency number/, "{1}은(는) 긴급 번호라서 쓸 수 없습니다. 다른 번호를 정해 주세요.", "{1} is an emergency number. Choose another."],
  [/^the (?:id|name) in the body/, "아이디는 바꿀 수 없습니다.", "An identifier cannot be changed."],
  [/^the log-in name cannot be changed/, "아이디는 바꿀 수 없습니다.", "The user ID cannot be changed."],
  [/"([^"]*)" is not allowed: use small letters a to z/, "쓸 수 없는 값입니다 ({1}). 영문 소문자, 숫자, -, _, .만 됩니다.", "{1} cannot be used: only small letters, digits, -, _ and ."],
  [/"([^"]*)" is not allowed: use letters a to z/, "쓸 수 없는 값입니다 ({1}). 영문자, 숫자, -, _, .만 됩니다.", "{1} cannot be used: only letters, digits, -, _ and ."],
  [/"([^"]*)" is not a number: use digits/, "번호가 아닙니다 ({1}). 숫자, *, #과 맨 앞의 +만 쓸 수 있습니다.", "{1} is not a number: use digits, *, # and a leading +."],
  [/^must not begin with a dot/, "점으로 시작할 수 없습니다.", "It must not begin with a dot."],
  [/^is missing: name the service to move to/, "옮길 서비스를 골라 주세요.", "Choose the service to move to."],
  [/^a service cannot move calls to itself/, "자기 자신으로 옮길 수 없습니다.", "A service cannot move calls to itself."],
  [/^is missing: name the addresses/, "전화가 오는 주소나 대역을 적어 주세요.", "Name the addresses or networks its calls come from."],
  [/^is missing: name the weekdays/, "요일을 골라 주세요.", "Choose the weekdays."],
  [/^is missing/, "비워 둘 수 없습니다.", "This is needed."],
  [/is too short: at least 12 characters/, "12자 이상이어야 합니다.", "At least 12 characters."],
  [/is longer than (\d+) characters/, "{1}자 이하여야 합니다.", "At most {1} characters."],
  [/has a control character or a line break/, "줄바꿈이나 제어 문자를 쓸 수 없습니다.", "It must not hold line breaks or control characters."],
  [/^"([^"]*)" is not known: allowed is (.+)$/, "쓸 수 없는 값입니다 ({1}). {2} 가운데 하나여야 합니다.", "{1} cannot be used: one of {2}."],
  [/^(\S+) is out of range: allowed is (\S+) to (\S+)/, "쓸 수 없는 값입니다 ({1}). {2}에서 {3}까지 됩니다.", "{1} is out of range: {2} to {3}."],
  [/^agent (\S+): level (\d+) in "([^"]*)": allowed is 1 to 9/, "{1}의 {3} 숙련도가 범위를 벗어납니다 ({2}). 1에서 9까지 됩니다.", "Level {2} of {1} in {3}: 1 to 9."],
  [/^must not be shorter than wait_warn/, "대기 주의보다 짧을 수 없습니다.", "It must not be shorter than the time of the warning."],
  [/^must be later than the one before it/, "앞 단계보다 늦어야 합니다.", "It must be later than the step before."],
  [/^"([^"]*)" is not a time(?:: write it like (.+))?$/, "시각이나 시간이 아닙니다 ({1}).", "{1} is not a time."],
  [/^"([^"]*)" is not a day/, "날짜가 아닙니다 ({1}). 2026-12-24처럼 적어 주세요.", "{1} is not a day. Write it like 2026-12-24."],
  [/^(\S+) stands here twice/, "두 번 있습니다 ({1}).", "{1} stands here twice."],
  [/^opens and closes at (\S+)/, "여는 시각과 닫는 시각이 같습니다. 하루 종일은 00:00에서 24:00입니다.", "It opens and closes at the same time. For a whole day write 00:00 to 24:00."],
  [/^(\S+) cannot be taken out of use/, "늘 쓰는 사유입니다 ({1}).", "{1} is always in use."],
  [/^"([^"]*)" asks for TLS/, "이 버전은 TLS를 쓰지 않습니다. sip:sbc.example.net:5060처럼 적어 주세요.", "This version does not speak TLS. Write it like sip:sbc.example.net:5060."],
  [/^"([^"]*)" is not a SIP URI/, "SIP 주소가 아닙니다. sip:sbc.example.net:5060처럼 적어 주세요.", "This is not a SIP address. Write it like sip:sbc.example.net:5060."],
  [/^"([^"]*)" has no port from 1 to 65535/, "포트는 1에서 65535까지입니다.", "The port is from 1 to 65535."],
  [/^user, password and realm go together/, "인증 사용자, 비밀번호, 영역은 함께 정해야 합니다.", "User, password and realm go together."],
  [/^"([^"]*)" is not an address or network/, "주소나 대역이 아닙니다 ({1}). 203.0.113.7이나 203.0.113.0/24처럼 적어 주세요.", "{1} is not an address or network. Write it like 203.0.113.7 or 203.0.113.0/24."],

  // People and their passwords.
  [/^"([^"]*)" is not an e-mail address/, "전자우편 주소가 아닙니다 ({1}).", "{1} is not an e-mail address."],
  [/^"([^"]*)" is not a manager/, "매니저가 아닙니다 ({1}). 매니저를 골라 주세요.", "{1} is not a manager. Choose one."],
  [/^the password is longer than (\d+) characters/, "비밀번호는 {1}자 이하여야 합니다.", "A password has at most {1} characters."],
  [/^the password is too simple/, "비밀번호가 너무 단순합니다. 소문자, 대문자, 숫자, 기호 중 두 종류로 10자 또는 세 종류로 8자 이상이어야 합니다.", "The password is too simple: 10 characters of two kinds (small letters, capitals, digits, signs), or 8 of three."],
  [/^the password must not contain/, "비밀번호에 아이디를 넣을 수 없습니다.", "The password must not contain the user ID."],
  [/^the password is one of those/, "사람들이 흔히 쓰는 비밀번호입니다. 다른 것을 정해 주세요.", "This password is one of those that are guessed first. Please choose another."],
  [/^the password has been changed meanwhile/, "그사이 비밀번호가 바뀌었습니다. 새 비밀번호로 로그인해 주세요.", "The password has been changed meanwhile. Log in with the new one."],
  [/^the name or the password is wrong/, "아이디나 비밀번호가 맞지 않습니다.", "The user ID or the password is wrong."],
  [/^nobody can disable themselves/, "자신을 사용 중지하거나 자신의 역할을 바꿀 수 없습니다. 다른 관리자에게 부탁하세요.", "Nobody can disable themselves or change their own role. Ask another administrator."],
  [/^(\S+) may not log in/, "사용 중지된 아이디라 로그인할 수 없습니다 ({1}).", "{1} is disabled and may not log in."],
  [/^the provider has not verified an e-mail address/, "제공자가 전자우편 주소를 확인하지 않았습니다.", "The provider has not verified an e-mail address."],
  [/^the provider sends no such value/, "제공자가 사람을 찾는 값을 보내지 않았습니다.", "The provider does not send the value that finds a person."],
  [/^nobody here belongs to that account/, "이 계정에 연결된 사람이 없습니다. 먼저 사용자로 추가해 주세요.", "Nobody here belongs to that account. Add the person first."],
  [/^an administrator is linked by the e-mail address/, "관리자는 사용자 정보의 전자우편 주소로만 연결됩니다.", "An administrator is linked by the e-mail address that stands with the person alone."],

  // The set-up and what everything needs.
  [/^this set-up link is not the one/, "설정 주소가 맞지 않습니다. 프로그램이 마지막으로 출력한 주소를 여세요.", "This is not the set-up link that the program printed last. Open that one."],
  [/^the administrator is made/, "관리자가 이미 있습니다. 로그인해 주세요. 설정을 시작한 사람은 이어서 합니다.", "The administrator is made. Please log in; who began the set-up goes on."],
  [/^"([^"]*)" is not a time zone/, "시간대가 아닙니다 ({1}). Asia/Seoul처럼 적어 주세요.", "{1} is not a time zone. Write it like Asia/Seoul."],
  [/^the centre needs a name of one line/, "센터 이름을 한 줄로 적어 주세요.", "The centre needs a name of one line."],
  [/^the language is ko or en/, "언어는 한국어나 영어입니다.", "The language is Korean or English."],
  [/^another change is waiting for the database/, "다른 변경을 저장하는 중입니다. 잠시 후 다시 시도해 주세요.", "Another change is being stored. Try again in some seconds."],
  [/^the access log cannot be written/, "접근 기록을 남길 수 없어 처리하지 않았습니다. 잠시 후 다시 시도해 주세요.", "The access log cannot be written, so nothing was done. Try again later."],
  [/^too many phones wait for their settings/, "설정을 기다리는 전화기가 너무 많습니다. 몇 분 뒤 다시 시도해 주세요.", "Too many phones wait for their settings. Try again in some minutes."],
  [/^something failed on our side/, "서버에서 문제가 생겼습니다. 원인은 서버 기록에 있습니다.", "Something failed on the server. It has been logged."],
  [/^what was before does not fit what is now: (.+)$/, "이전 값이 지금 상태와 맞지 않습니다: {m1}", "What was before does not fit what is now: {m1}"],
  [/^a change of .+ cannot be undone here/, "이 변경은 취소할 수 없습니다.", "This change cannot be undone."],

  // Settings, which are named first.
  [/^\S+ is one line without control characters/, "줄바꿈이나 제어 문자를 쓸 수 없습니다.", "It must not hold line breaks or control characters."],
  [/^\S+ is true or false/, "켬이나 끔이어야 합니다.", "It is on or off."],
  [/^\S+ is a whole number from (\S+) to (\S+)/, "{1}에서 {2}까지의 정수여야 합니다.", "A whole number from {1} to {2}."],
  [/^\S+ is one of (.+)$/, "{1} 가운데 하나여야 합니다.", "One of {1}."],
  [/^\S+: "([^"]*)" is not known: allowed is (.+)$/, "쓸 수 없는 값입니다 ({1}). {2} 가운데 하나여야 합니다.", "{1} cannot be used: one of {2}."],
  [/^\S+ is too long/, "너무 깁니다.", "It is too long."],
  [/is (\d+) at least, or 0$/, "0이거나 {1} 이상이어야 합니다.", "{1} at least, or 0."],
  [/is a time of the day, such as/, "22:00처럼 시각을 적어 주세요.", "Write a time of the day, such as 22:00."],
  [/is an uploaded sound, such as/, "올린 음원을 sound:goodbye처럼 적어 주세요.", "Name an uploaded sound, such as sound:goodbye."],
  [/is not an address such as/, "https://login.example.com처럼 적어 주세요.", "Write an address such as https://login.example.com."],
  [/must begin with https:/, "https://로 시작해야 합니다.", "It must begin with https://."],

  // What a value must be.
  [/^expected (?:number|integer) >= (\S+)/, "{1} 이상이어야 합니다.", "At least {1}."],
  [/^expected (?:number|integer) <= (\S+)/, "{1} 이하여야 합니다.", "At most {1}."],
  [/^expected length >= 1$|^expected required property \S+ to be present/, "비워 둘 수 없습니다.", "This is needed."],
  [/^expected length >= (\d+)/, "{1}자 이상이어야 합니다.", "At least {1} characters."],
  [/^expected length <= (\d+)/, "{1}자 이하여야 합니다.", "At most {1} characters."],
  [/^expected (?:integer|number)/, "숫자여야 합니다.", "Must be a number."],
  [/^expected string to (?:match pattern|be)/, "쓸 수 없는 형식입니다.", "This is not written as it should be."],
  [/is empty|must not be empty/, "비워 둘 수 없습니다.", "This is needed."],

  // Changes that are undone, or in between.
  [/has changed the grid meanwhile|changed meanwhile/, "그사이 다른 사람이 바꿨습니다. 다시 불러와 주세요.", "Somebody else changed it meanwhile. Load it again."],
  [/was changed since, by (?:user:|key:)?(\S+) at (\d{4}-\d\d-\d\d \d\d:\d\d)/, "{2}에 {1}이(가) 다시 바꿨습니다. 그 변경부터 취소해 주세요.", "It was changed since, by {1} at {2}. Undo that first."],
  [/was changed since/, "그 뒤에 다시 바뀌었습니다. 나중 변경부터 취소해 주세요.", "It was changed since. Undo the later change first."],
  [/has been undone already/, "이미 취소된 변경입니다.", "It has been undone already."],

  // Webhooks.
  [/^is not a URL/, "https://crm.example.com/callfloor 처럼 적어 주세요.", "Write it like https://crm.example.com/callfloor."],
  [/^must not hold a password/, "주소에 비밀번호를 적을 수 없습니다.", "An address must not hold a password."],
  [/^must end with its path or query/, "주소에 #을 적을 수 없습니다.", "An address must not hold a #."],
  [/^it answered (\d+)/, "{1}(으)로 답했습니다.", "It answered {1}."],
  [/^no answer within (\S+)/, "{1} 안에 답하지 않았습니다.", "No answer within {1}."],
  [/^the address is not of the public internet/, "내부망 주소라 막혔습니다. 설정 파일의 webhooks.allow에서 허용하세요.", "Blocked, because it is an address inside your network. Allow it in the file (webhooks.allow)."],
  [/^not reached: .*(?:no such host|server misbehaving)/, "주소의 이름을 찾을 수 없습니다.", "The name of the address cannot be found."],
  [/^not reached: .*connection refused/, "연결을 거절했습니다. 받는 프로그램이 켜져 있는지 확인하세요.", "The connection was refused. Check that the receiver runs."],
  [/^not reached: .*(?:x509|certificate|tls:)/, "인증서를 믿을 수 없습니다. 받는 쪽의 TLS 인증서를 확인하세요.", "The certificate is not trusted. Check the receiver's."],
  [/^not reached: .*(?:no route|unreachable)/, "그 주소로 가는 길이 없습니다.", "There is no way to that address."],
  [/^not reached: .*(?:EOF|reset by peer|broken pipe)/, "답하지 않고 연결을 끊었습니다.", "It ended the connection without an answer."],
  [/^not reached: .*malformed HTTP/, "HTTP로 답하지 않았습니다.", "It did not answer in HTTP."],
  [/^not reached: (.+)$/, "연결하지 못했습니다. ({1})", "It was not reached. ({1})"],
  [/^there are (\d+) webhooks already/, "웹훅은 20개까지입니다. 먼저 하나를 삭제하세요.", "There can be 20 webhooks. Remove one first."],
  [/^from must be before to/, "끝이 시작보다 늦어야 합니다.", "The end must be later than the start."],
  [/^this cannot be played: (.+)$/, "들려줄 수 없는 파일입니다. ({1})", "This cannot be played. ({1})"],
  [/^the file of the sound "([^"]*)" is lost/, "음원 {1}의 파일이 없어졌습니다. 다시 올려 주세요.", "The file of the sound {1} is lost. Upload it again."],
  [/^there is no configuration file to read again/, "다시 읽을 설정 파일이 없습니다.", "There is no configuration file to read again."],
];
