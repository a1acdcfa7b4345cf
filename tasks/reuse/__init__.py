"""Passages that repeat one another, in whatever outlet: see docs/reuse.md.

words      texts as arrays of folded words
pairs      which texts may repeat one another
verify     which of them do
clusters   texts to clusters
sources    clusters of passages, with the earliest known source
"""

from stancemark.tasks.reuse.clusters import Clusters, cluster
from stancemark.tasks.reuse.sources import Reuse, reuse

__all__ = ["Clusters", "Reuse", "cluster", "reuse"]
