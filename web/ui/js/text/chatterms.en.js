// English of what rooms and agents of chats are in, wherever it is said: one word for one thing.

/** Of rooms: where they stand, how they ended, why they wait, and how an agent came to have them. */
export const roomTermsEn = {
  "status.waiting": "Waiting", "status.received": "New", "status.in_progress": "In progress", "status.ended": "Ended", "status.bot": "With the bot", "status.bot_ended": "Ended with the bot",
  "end_type.agent": "By the agent", "end_type.customer": "By the customer", "end_type.manager": "By a manager", "end_type.idle": "By itself", "end_type.undistributed": "Not given", "end_type.refused": "Not taken", "end_type.bot": "With the bot",
  "cause.after_hours": "out of hours", "cause.all_resting": "all agents rest", "cause.meal_time": "meal time", "cause.over_limit": "too many chats", "cause.unavailable": "no agent available", "cause.logged_out": "all agents logged out", "cause.category": "no agent of the category", "cause.profile": "no details of the customer", "cause.manual": "given by hand", "cause.nobody": "no agent available", "cause.taken_back": "the agent did not answer", "cause.agent_removed": "the agent is gone", "cause.put_back": "put back",
  "how.request": "at once", "how.backlog": "by itself after waiting", "how.take": "taken", "how.give": "by hand", "how.hand_over": "handed over", "how.take_back": "not answered", "how.return": "customer came back", "how.ask_again": "asked again",
};

/** Of agents (M6). */
export const stateTermsEn = { "state.working": "Available", "state.resting": "Resting", "state.meal": "Meal", "state.off": "Off", "state.excluded": "Unavailable" };
