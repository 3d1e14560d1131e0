// English of what is set and looked up of chats.

/** @type {Record<keyof typeof import("./chatadmin.ko.js").chatAdminKo, string>} */
export const chatAdminEn = {
  // Whether they are in use, and where one begins
  "off": "Chats are off. What is set here counts once they are on.", "off_how": "See in which order to begin", "off_manager": "Chats are off. This is used once an administrator turns them on.",
  "start": "Begin with chats", "start_why": "Set one after the other from the top, then turn chats on.", "start_on": "Chats", "start_on_why": "Chats are on. Each of these can be changed at any time and counts at once.",
  "is_on": "On", "is_off": "Off", "is_done": "done", "to_do": "to do", "look": "Open", "add_first": "Add",
  "has_categories": "{large} large, {middle} middle", "has_sites": "{n}", "has_rules": "{n} {n:setting|settings} changed", "has_came": "{n} {n:chat|chats} in the last year", "has_agents": "{n} {n:agent|agents}, {logins} of whom can log in",
  "step.categories": "What customers choose from with the bot. Add a large category, and middle ones below it.",
  "step.sites": "Where the chat's button shows, and what is said there.",
  "step_rules": "Hours and distribution", "step.rules": "See the part about chats in all settings. As they come, chats are given automatically at any hour, and that will do.",
  "step_on": "Turn chats on", "step.on": "Agents get their chat page, and sites take chats.", "step.on_early": "Add a site first: without one there is no place where customers can begin a chat.",
  "step.in_pages": "The site's web master puts the line below into its pages. It is ticked when the first chat has come.", "step.in_pages_early": "The line for the web master stands here once there is a site.",
  "step.agents": "Chats come to agents who have signed in on their chat page.", "step.agents_early": "Add an agent, and a user who logs in as that agent under People.", "step.agents_logins": "Nobody can log in as an agent yet. Add a user and choose the agent there.",
  "turn_on": "Turn chats on", "turn_off": "Turn chats off", "turn_off_sure": "Turn off", "to_console": "Open the chat page", "sample_of": "Try {site}",
  "said.on": "Chats are on", "said.off": "Chats are off",

  // Categories
  "categories.none": "There are no categories of chats", "categories.why": "Customers choose a large category, then a middle one below it. Chats are given, found and reported by them.",
  "unused": "Not used", "middle_n": "{n} middle", "large_add": "Add a large category", "middle_add": "Add a middle category", "middle_none": "It has no middle categories. Customers choose down to one.", "is_large": "None (a large category)",
  "large_why": "What customers choose first.", "middle_why": "What customers choose below the large one. It is the category of the chat.", "up": "Up", "down": "Down", "said.up": "{name} goes further up", "said.down": "{name} goes further down",
  "p.middle": "Middle categories", "p.middle_why": "Offered to who has chosen this large one.", "p.answer": "What the bot answers", "p.answer_why": "Said first to who has chosen this category. Empty: an agent is offered at once.",
  "f.chat-category.parent": "Large category", "parent_fixed": "One with middle categories cannot be moved.", "f.chat-category.unused": "Not used", "d.chat-category.unused": "Not offered for new chats. Earlier ones keep it.",
  "f.chat-category.order": "Place", "f.chat-category.answer.ko": "Answer (Korean)", "f.chat-category.answer.en": "Answer (English)",

  // Sites
  "sites.none": "There are no chat sites", "sites.why": "Web sites that show the chat's button. Each has its own texts and its own first category.", "site_add": "Add a site", "origins_none": "No web address", "site_why": "Customers read the name above the chat.", "first_category": "The first middle one of the first large one",
  "d.site_id": "Stands in the line for the web site. It cannot be changed later. Letters, digits, -, _ and .",
  "f.chat-site.closed": "Takes no new chats", "f.chat-site.category": "First category", "d.chat-site.category": "Of chats whose address names none.", "f.chat-site.origins": "Web addresses", "d.chat-site.origins": "Such as https://www.example.com, without a path; several with commas. Pages of other addresses do not show the chat.",
  "p.in_pages": "Put it into the web site", "p.in_pages_why": "The web master puts this line into every page, and the chat's button shows.", "sample": "Try it", "only_here": "This address opens on this computer only. Copy it from an address that customers can reach.",
  "p.profile": "What customers are asked", "p.profile_why": "The bot asks before it connects an agent. Nothing chosen: it does not ask.", "f.chat-site.asks": "What customers are asked", "ask.name": "Name", "ask.phone": "Phone number", "ask.email": "E-mail",
  "p.texts": "Texts", "p.texts_why": "Where one is empty, the text in grey goes out. Where there is only a Korean one, it goes to everybody. Places in braces, as in templates of chats, are not filled in here: use the variables below.", "variables": "Variables", "variable_put": "Put it where you were writing", "var.agent_name": "agent", "var.site_name": "site", "var.category_name": "large category", "var.division_name": "middle category",
  "f.chat-site.welcome": "Opening", "f.chat-site.welcome.ko": "Opening (Korean)", "f.chat-site.welcome.en": "Opening (English)", "d.chat-site.welcome": "What the bot says first when the chat is opened.",
  "f.chat-site.greeting": "Greeting", "f.chat-site.greeting.ko": "Greeting (Korean)", "f.chat-site.greeting.en": "Greeting (English)", "d.chat-site.greeting": "Sent when an agent has the chat.",
  "f.chat-site.title": "Title", "f.chat-site.title.ko": "Title (Korean)", "f.chat-site.title.en": "Title (English)", "d.chat-site.title": "Lists show it, and it goes out with the greeting.",
  "f.chat-site.closing": "End", "f.chat-site.closing.ko": "End (Korean)", "f.chat-site.closing.en": "End (English)", "d.chat-site.closing": "Sent when an agent ends the chat, or nobody writes any more.",
  "f.chat-site.away": "Nobody can answer", "f.chat-site.away.ko": "Nobody can answer (Korean)", "f.chat-site.away.en": "Nobody can answer (English)", "d.chat-site.away": "Sent where no agent can take the chat and it waits. Where it is refused the program says so in its own words.",
  "p.secret": "Customers who are logged in", "p.secret_why": "The web site's server signs with this secret who somebody is, and agents can rely on it. Left empty where it is not used.", "f.chat-site.secret": "Secret", "secret_new": "New secret", "d.chat-site.secret": "16 characters or more. It is never shown again once saved. When it changes, the web site's server needs the new one.", "secret_make": "Make a secret", "secret_save": "It counts once it is saved.",

  // Templates
  "templates.none": "There are no templates for everybody", "templates.why": "Texts that every agent uses in chats. They come up when an agent types / and the shortcut.", "any_category": "Any category", "template_why": "Agents find it by / and its shortcut or name. Templates of their own they write on their chat page.",
  "f.chat-template.shortcut": "Shortcut", "d.chat-template.shortcut": "Without / and without blanks.", "f.chat-template.category": "Category", "d.chat-template.category": "Shown first in chats of this category.", "f.chat-template.unused": "Not used", "d.chat-template.unused": "Agents do not see it.",
  "f.chat-template.body": "Text", "d.chat-template.body": "{customer} and {agent} fill themselves in. A place like {place} is filled in by the agent. The variables of a site's texts ([agent_name] and so on) are not filled in here.",

  // Prohibited words
  "words_why": "What agents may not write to customers. What customers write is not looked at.", "words_n": "{n} {n:word|words}", "words_none": "There are no prohibited words", "words_none_why": "Words that are added are looked for in what agents send. English ones are found as whole words only.", "word": "Prohibited word", "word_add": "Add a word", "word_known": "{word} is there already. Change it below.",
  "effect": "What happens", "effect_of": "What happens with {word}", "effect.refuse": "Not sent", "effect.mask": "Replaced", "instead": "Written instead", "instead_of": "Written instead of {word}", "instead_own": "* for each character", "added": "Added",

  // Requests
  "requests_none": "There are no requests to answer", "requests_none_such": "There are no such requests", "requests_why": "What agents ask of their manager on their chat page appears here.",
  "request.all": "All", "request.open": "Open", "request.done": "Done", "request.refused": "Refused", "request": "Request", "request_at": "Asked at {time}.", "request_room": "See the chat", "request_here": "Choose a request to answer it here",
  "answer": "Answer", "answer_why": "The agent sees it on the chat page. It cannot be changed later.", "answer_text": "What you answer", "answer_done": "Answer as done", "answer_refuse": "Refuse", "answered": "Done", "refused": "Refused", "answered_by": "Answered at {time} by {who}.",
  "said.answered": "Answered the request of {name}", "said.refused": "Refused the request of {name}",

  // Blocked customers
  "blocked_why": "Who is blocked cannot begin a chat or write. Customers are blocked on the chat page, under More in a chat that is open.", "blocked_none": "Nobody is blocked", "blocked_none_why": "Customers who are blocked on the chat page appear here.", "customer": "Customer", "number": "Number", "block_reason": "Why", "block_by": "By", "block_at": "When", "no_reason": "Not said",
  "unblock": "Unblock", "unblock_of": "Unblock {name}", "unblock_sure": "Unblock", "said.unblocked": "{name} can write again",

  // The service usage log
  "usage_why": "Chats that were given again by themselves: after they had waited, or because their agent had not answered. For managers: those that came to them and their agents.", "usage_none": "No chat was given again by itself", "usage_none_why": "Choose other days or another agent.", "usage_agent": "Agent who got it", "usage_anybody": "All agents",
  "usage_excel": "The service usage log, {from} to {to}.", "usage_excel_agent": "The service usage log, {from} to {to}: only what {name} got.", "usage_at": "Time", "usage_title": "Chat", "usage_from_to": "From and to", "usage_how": "How", "usage_reason": "Why this agent", "usage_open": "Open the chat in a new window", "usage_hidden": "You do not see this chat now",

  // The report
  "report_why": "Chats that began on these days. For managers: those of their agents and of nobody.", "report_of": "Report: {by}", "by": "Kind of report", "by.day": "By day", "by.month": "By month", "by.agent": "By agent", "by.category": "By category", "by.channel": "By channel",
  "of.day": "Day", "of.month": "Month", "of.agent": "Agent", "of.category": "Category", "of.channel": "Channel",
  "from_day": "First day", "to_day": "Last day", "spans": "Usual times", "span.today": "Today", "span.yesterday": "Yesterday", "span.week": "Last 7 days", "span.month": "This month", "span.last_month": "Last month", "days_missing": "Choose the days.", "days_reversed": "The last day is before the first.", "days_most": "A year at most.",
  "report_none": "There were no chats", "report_none_why": "No chat began on these days. Choose others.", "report_note": "First reply: from the request for an agent to the agent's first message. Wait for replies: how long customers waited for each answer, in the mean. Handling: from the first reply to the end. Satisfaction: the mean of 1 to 5 stars that customers gave. 50% and 90% of chats were within that time.",
  "report_note_agent": "By agent, a chat counts for who has it, or had it last: answered and ended where that agent has written since it came to them. First reply: only where it was that agent's, so there may be fewer over all agents than by day. Handling begins when the chat came to the agent at the earliest. Messages and waits for replies are those of the whole chat, also before it came to them.",
  "g.rooms": "Chats", "g.messages": "Messages", "g.first": "First reply", "g.reply": "Wait for replies", "g.handling": "Handling", "g.rating": "Satisfaction", "g_why.first": "From the request for an agent to the first reply", "g_why.reply": "How long customers waited for each answer", "g_why.handling": "From the first reply to the end", "g_why.rating": "1 to 5 stars that customers gave", "g_why.agent.first": "Where this agent gave it: from the request for an agent to the first reply", "g_why.agent.reply": "How long customers waited for each answer in these chats, whoever gave it", "g_why.agent.handling": "From the first reply to the end, since the chat came to this agent at the earliest",
  "col.rooms": "All", "col.requested": "Asked", "col.answered": "Answered", "col.ended": "Ended", "col.blocked": "Blocked", "col.customer_messages": "Customers", "col.agent_messages": "Agents", "col.first_mean": "Mean", "col.first_p50": "50%", "col.first_p90": "90%", "col.reply_mean": "Mean", "col.handling_mean": "Mean", "col.handling_p50": "50%", "col.handling_p90": "90%", "col.ratings": "Rated", "col.rating_mean": "Mean",
  "col_why.requested": "Chats in which an agent was asked for", "col_why.answered": "Chats in which an agent has written", "col_why.blocked": "Chats that ended because the customer was blocked", "col_why.agent.answered": "Chats in which this agent has written since they came to them", "col_why.agent.ended": "Chats that ended after this agent answered", "col_why.agent.agent_messages": "In these chats, also by agents before", "col_why.ratings": "Chats that customers have rated",
  "total": "Total", "no_total": "50% and 90% cannot be added up.", "nobody": "Robot", "no_category": "No category", "excel": "Download for Excel", "excel_of": "{by}, {from} to {to}.",

  // How an agent takes chats
  "p.agent_chat": "Chats", "p.agent_chat_why": "How this agent takes chats.", "f.agent.chat.excluded": "Takes no chats", "d.agent.chat.excluded": "No chat is given to this agent.", "f.agent.chat.cap": "Chats at once", "d.agent.chat.cap": "How many open chats are given at most. 1 to 100", "cap_general": "As in Settings", "cap_unit": "chats",
  "f.agent.chat.auto_reply": "Automatic answer (Korean)", "f.agent.chat.auto_reply_en": "Automatic answer (English)", "d.agent.chat.auto_reply": "Sent in the customer's language when a chat that has waited is given to this agent by itself, or a customer of the agent comes back. Where one is empty the other is sent; both empty: nothing.", "d.agent.chat.auto_reply_en": "Sent to customers who read English. Empty: the Korean one is sent.", "f.agent.chat.categories": "Categories", "d.agent.chat.categories": "The middle categories that this agent answers where chats are given by category.", "agent_categories_none": "There are no middle categories yet.",
};
