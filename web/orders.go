package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/desk"
)

// OrderPage is what the shop answers.
type OrderPage struct {
	Linked  bool         `json:"linked" doc:"whether a shop is linked to one of these services; it is said though nobody is named. false: the tab stays hidden"`
	Items   []desk.Order `json:"items"`
	Partial bool         `json:"partial,omitempty" doc:"a shop of several did not answer: what it has is missing"`
}

func (s *Server) orderRoutes() {
	register(s, op("Desk", "orders-list", http.MethodGet, "/orders", "Orders of the shop that is linked to a service: by order number, or of a customer; naming nobody, whether a shop is linked"), func(ctx context.Context, in *struct {
		Service  []string `query:"service,explode" maxItems:"200" doc:"whose shop; said several times, the shops of all of them; left out: the one for every service"`
		Number   string   `query:"number" maxLength:"60" doc:"order number; this, customer or call. Without any of the three the answer is 200 without items, and linked says whether there is a shop"`
		Customer string   `query:"customer" maxLength:"40" doc:"orders placed with the customer's numbers"`
		Call     string   `query:"call" maxLength:"128" doc:"orders placed with the number of a call"`
	}) (*struct{ Body OrderPage }, error) {
		page := OrderPage{Items: []desk.Order{}}
		if s.Orders == nil || !s.linked(in.Service) {
			return &struct{ Body OrderPage }{page}, nil
		}
		page.Linked = true
		q, target := desk.OrderQuery{Number: in.Number, Services: in.Service}, "order:"+in.Number
		switch {
		case in.Number != "":
		case in.Customer != "":
			c, err := s.Desk.Customer(ctx, in.Customer)
			if err != nil {
				return nil, err
			}
			for _, p := range c.Phones {
				q.Phones = append(q.Phones, p.Number)
			}
			target = "customer:" + c.ID
		case in.Call != "":
			p, err := s.part(ctx, in.Call)
			if err != nil {
				return nil, err
			}
			if p.ticket.Number != "" {
				q.Phones = []string{p.ticket.Number}
			}
			target = "number:" + acd.MaskNumber(p.ticket.Number)
		}
		if q.Number == "" && len(q.Phones) == 0 { // nobody was named, or nobody's number is known
			return &struct{ Body OrderPage }{page}, nil
		}
		if err := s.logAccess(ctx, "orders_viewed", target, ""); err != nil {
			return nil, err
		}
		list, partial, err := s.Orders.Orders(ctx, q)
		if err != nil {
			return nil, err
		}
		page.Items, page.Partial = append(page.Items, list...), partial
		return &struct{ Body OrderPage }{page}, nil
	})
}

// linked reports whether one of the services has a shop; without any it is the shop for
// every service.
func (s *Server) linked(services []string) bool {
	return slices.ContainsFunc(services, s.Orders.Linked) || len(services) == 0 && s.Orders.Linked("")
}
