package web

import "github.com/callfloor/callfloor/centre"

// ChatCategoryView is a category of chats with its version.
type ChatCategoryView struct {
	centre.ChatCategory
	Versioned
}

// ChatSiteView is a site of chats with its version. The secret is never shown; whether
// there is one is.
type ChatSiteView struct {
	centre.ChatSite
	Signs bool `json:"signs" readOnly:"true" required:"false" doc:"it has a secret: who is logged in at the site can be told"`
	Versioned
}

func (s *Server) chatConfigurationRoutes(tag []string) {
	crud(s, "chat-category", "chat-categories", KindChatCategories, tag, s.chatCategoryViews,
		func(c *ChatCategoryView) *string { return &c.ID }, func(c *ChatCategoryView) string { return c.Version }, nil)
	crud(s, "chat-site", "chat-sites", KindChatSites, tag, s.chatSiteViews,
		func(c *ChatSiteView) *string { return &c.ID }, func(c *ChatSiteView) string { return c.Version }, nil)
}

func (s *Server) chatCategoryViews() (list []ChatCategoryView) {
	for _, c := range s.Centre.ChatCategories() {
		list = append(list, ChatCategoryView{c, Versioned{s.Centre.Version(KindChatCategories, c.ID)}})
	}
	return list
}

func (s *Server) chatSiteViews() (list []ChatSiteView) {
	for _, c := range s.Centre.ChatSites() {
		view := ChatSiteView{c, c.Secret != "", Versioned{s.Centre.Version(KindChatSites, c.ID)}}
		view.Secret = ""
		list = append(list, view)
	}
	return list
}
