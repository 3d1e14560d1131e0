package desk

import "time"

// Order is an order of a shop, as its connector gives it (D41).
type Order struct {
	Number   string      `json:"number" doc:"order number"`
	State    string      `json:"state" doc:"as the shop calls it"`
	Placed   time.Time   `json:"placed_at"`
	Total    string      `json:"total,omitempty" doc:"with currency, as the shop writes it"`
	Receiver string      `json:"receiver,omitempty"`
	Tracking string      `json:"tracking,omitempty" doc:"parcel number"`
	Items    []OrderItem `json:"items,omitempty"`
}

// OrderItem is one line of an order.
type OrderItem struct {
	Name     string `json:"name"`
	Quantity int    `json:"quantity"`
	Price    string `json:"price,omitempty"`
}

// OrderQuery asks for orders by one of its first two fields.
type OrderQuery struct {
	Number   string   // the order's
	Phones   []string // of the customer, as kept
	Services []string // whose shops; empty: the one for every service
}
