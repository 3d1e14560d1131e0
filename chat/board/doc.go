// Package board keeps what the pages of agents, managers and supervisors show of chats: a
// row of every room that is open and of every agent, folded from the changes that chat/live
// tells. One Board serves all pages. A row is encoded once for all its viewers; a viewer holds
// only which rows have changed since its last frame, so that one who is slow gets the newest
// state and nothing piles up.
package board
