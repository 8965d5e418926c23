"""What ails a law: rules that cannot hold, gaps, terms nobody fills, documents about to lapse, and so on."""

from bajigong.doctor.examine import examine
from bajigong.doctor.finding import Finding, Severity
from bajigong.doctor.opening import open_all

__all__ = ["Finding", "Severity", "examine", "open_all"]
