"""What the grades that somebody holds bring: each incentive of a place, from when until when, and why not."""



