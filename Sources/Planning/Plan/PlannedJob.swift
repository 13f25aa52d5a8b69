package import Input
package import Model
package import PluginHost

/// What a job's spec comes to. Nobody changes it any more.
package struct PlannedJob: Sendable {
  package let plan: JobPlan
  /// The one walk of the input: what is loaded later is what was found here.
  package let listing: InputWalk.Listing
  /// What a record is called where a range of them is named; nil for whole files.
  package let recordName: String?
  /// Whether a sample of the keys tells where the partitions begin.
  package let samplesKeys: Bool
  /// What the plan's files are, for as long as the job needs them.
  package let copies: [PluginCopy]
  /// The parameters that some attempt has to ask for.
  package let watch: ParameterWatch?
  /// The plugin's job, as it describes itself; nil for plain functions.
  package let job: PluginDescription.Job?

  package init(
    plan: JobPlan, listing: InputWalk.Listing, recordName: String?, samplesKeys: Bool = false,
    copies: [PluginCopy] = [], watch: ParameterWatch? = nil, job: PluginDescription.Job? = nil
  ) {
    self.job = job
    self.plan = plan
    self.listing = listing
    self.recordName = recordName
    self.samplesKeys = samplesKeys
    self.copies = copies
    self.watch = watch
  }
}
