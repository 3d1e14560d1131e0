package centre

// Team is a group of agents with the manager who is responsible for them: managers
// see the agents of their own teams only (C10).
type Team struct {
	ID      string `json:"id" required:"false" doc:"identifier" maxLength:"40" example:"inbound-1"`
	Name    Names  `json:"name" doc:"what people read"`
	Manager string `json:"manager,omitempty" doc:"log-in name of the responsible manager" maxLength:"60"`
}

// Fill sets what was left out.
func (t *Team) Fill() { t.Name.fill(t.ID) }

// Check returns what is wrong with a filled team.
func (t *Team) Check(path string) []Problem {
	var p problems
	p.id(path+".id", t.ID)
	p.names(path+".name", t.Name)
	p.line(path+".manager", t.Manager, 60)
	return p.list
}

// fill sets what was left out: each language stands in for the other.
func (n *Names) fill(id string) {
	if n.Ko == "" {
		n.Ko = n.En
	}
	if n.Ko == "" {
		n.Ko = id
	}
	if n.En == "" {
		n.En = n.Ko
	}
}

func (p *problems) names(path string, n Names) {
	p.line(path+".ko", n.Ko, 60)
	p.line(path+".en", n.En, 60)
}
